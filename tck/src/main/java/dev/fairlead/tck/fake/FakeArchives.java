package dev.fairlead.tck.fake;

import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.tck.TarSample;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Images of fake backends as archives: each has a directory, a file for each of its parts. */
final class FakeArchives {

  private static final int CHUNK = 1000;

  private FakeArchives() {}

  /** The archive of images that go by these names. */
  static TarSample pack(Map<ImageReference, FakeImage> images) {
    Map<String, String> files = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<ImageReference, FakeImage> entry : images.entrySet()) {
      String directory = "image-" + number++ + "/";
      FakeImage image = entry.getValue();
      files.put(directory + "name", entry.getKey().canonical());
      files.put(directory + "history", String.join("\n", image.history()));
      files.put(directory + "command", String.join("\n", image.command()));
      image.labels().forEach((name, value) -> files.put(directory + "label/" + name, value));
      image.files().forEach((path, text) -> files.put(directory + "file/" + path, text));
    }
    return TarSample.of(files);
  }

  /** The images in an archive by name; empty if there are none. */
  static Map<ImageReference, FakeImage> unpack(TarSample archive) {
    Map<ImageReference, FakeImage> images = new LinkedHashMap<>();
    for (int number = 0; archive.files().containsKey("image-" + number + "/name"); number++) {
      String directory = "image-" + number + "/";
      Map<String, String> files = archive.files();
      images.put(
          ImageReference.parse(files.getOrDefault(directory + "name", "")),
          new FakeImage(
              lines(files.getOrDefault(directory + "history", "")),
              lines(files.getOrDefault(directory + "command", "")),
              below(files, directory + "label/"),
              below(files, directory + "file/")));
    }
    return images;
  }

  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }

  private static Map<String, String> below(Map<String, String> files, String directory) {
    Map<String, String> found = new TreeMap<>();
    files.forEach(
        (path, text) -> {
          if (path.startsWith(directory)) {
            found.put(path.substring(directory.length()), text);
          }
        });
    return found;
  }

  /** The bytes of an archive in pieces. */
  static Flux<ByteBuffer> bytes(TarSample archive) {
    return Flux.defer(
        () -> {
          ByteBuffer all = archive.bytes();
          List<ByteBuffer> pieces = new ArrayList<>();
          for (int at = 0; at < all.limit(); at += CHUNK) {
            pieces.add(all.slice(at, Math.min(CHUNK, all.limit() - at)));
          }
          return Flux.fromIterable(pieces);
        });
  }

  /** An archive out of its bytes; {@link IllegalArgumentException} if it is none. */
  static Mono<TarSample> read(Publisher<ByteBuffer> bytes) {
    return Flux.from(bytes)
        .reduceWith(
            ByteArrayOutputStream::new,
            (all, part) -> {
              byte[] copy = new byte[part.remaining()];
              part.duplicate().get(copy);
              all.write(copy, 0, copy.length);
              return all;
            })
        .map(all -> TarSample.read(all.toByteArray()));
  }
}
