package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.tck.tar.TarFormat;
import dev.fairlead.tck.tar.TarItem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Archives of the files of fake containers. What lies on a volume is that of the volume. */
final class FakeFiles {

  private static final int CHUNK = 64 << 10;

  private final FakeWorld world;

  FakeFiles(FakeWorld world) {
    this.world = world;
  }

  /** A place in a tree. */
  private record Place(FakeTree tree, String path) {}

  Flux<ByteBuffer> out(FakeContainer container, String asked) {
    boolean contents = asked.endsWith("/.");
    String path = asked.replaceFirst("/+\\.?$", "");
    Place place = place(container, path);
    require("copy from container " + container.id, asked, place);
    String name = contents || path.isEmpty() ? "." : path.substring(path.lastIndexOf('/') + 1);
    ByteBuffer archive = TarFormat.write(place.tree().archived(place.path(), name));
    return Flux.range(0, (archive.remaining() + CHUNK - 1) / CHUNK)
        .map(
            index ->
                archive
                    .slice(index * CHUNK, Math.min(CHUNK, archive.remaining() - index * CHUNK))
                    .asReadOnlyBuffer());
  }

  Mono<Void> in(FakeContainer container, String directory, Publisher<ByteBuffer> tar) {
    String operation = "copy to container " + container.id;
    String path = directory.replaceFirst("/+$", "");
    if (require(operation, directory, place(container, path)).kind() != TarItem.Kind.DIRECTORY) {
      throw world.errors.conflict(operation, directory, "it is no directory");
    }
    return Flux.from(tar)
        .collect(ByteArrayOutputStream::new, FakeFiles::append)
        .map(all -> TarFormat.read(ByteBuffer.wrap(all.toByteArray())))
        .doOnNext(items -> unpack(container, operation, path, items))
        .then();
  }

  private static void append(ByteArrayOutputStream all, ByteBuffer chunk) {
    byte[] copy = new byte[chunk.remaining()];
    chunk.get(copy);
    all.writeBytes(copy);
  }

  private void unpack(
      FakeContainer container, String operation, String directory, List<TarItem> items) {
    for (TarItem item : items) {
      if (item.name().startsWith("/") || List.of(item.name().split("/", -1)).contains("..")) {
        throw world.errors.conflict(operation, item.name(), "it leads out of " + directory);
      }
      Place place = place(container, directory + "/" + item.name());
      place.tree().put(place.path(), item);
    }
  }

  private TarItem require(String operation, String asked, Place place) {
    return place
        .tree()
        .find(place.path())
        .orElseThrow(
            () -> world.errors.missing(NotFoundException.Kind.PATH, operation + ":", asked));
  }

  private Place place(FakeContainer container, String path) {
    for (Mount mount : container.spec.mounts()) {
      Optional<String> name =
          mount instanceof Mount.NamedVolume volume ? volume.name() : Optional.empty();
      if (name.isPresent() && (path + "/").startsWith(mount.target() + "/")) {
        return new Place(
            world.volumeTable.files(name.get()), path.substring(mount.target().length()));
      }
    }
    return new Place(container.files, path);
  }
}
