package dev.fairlead.tck;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a container as a whole, and the images that nobody uses afterwards. */
@DisplayName("Containers as a whole")
public abstract class CommitContract extends BackendContract {

  /** Where archives lie meanwhile. */
  @TempDir private Path directory = Path.of("");

  /** For subclasses. */
  protected CommitContract() {}

  private Images images() {
    return backend().images();
  }

  private ContainerId over() {
    ContainerId id = started(script("true"));
    ended(id);
    return id;
  }

  private static CommitSpec spec(Optional<String> name, String... changes) {
    return new CommitSpec(
        name,
        Optional.of("the kit"),
        Optional.of("made by a test"),
        CommitSpec.Running.PAUSE,
        List.of(changes));
  }

  /** Rule 8. If this fails, look at what becomes of the name and of the instructions. */
  @Test
  @DisplayName("become images, with a name and changes")
  void becomeImages() {
    requires(Capability.COMMIT, Capability.IMAGE_INSPECT, Capability.IMAGE_REMOVE);
    String name = "fairlead.invalid/tck/" + freeName() + ":kept";
    ImageReference reference = ImageReference.parse(name);
    ContainerId id = over();
    try {
      String made =
          get(containers().commit(id, spec(Optional.of(name), "CMD [\"kept\"]", "LABEL kept=yes")));
      ImageInfo image = get(images().inspect(reference));
      assertThat(image.id()).isEqualTo(ImageReference.parse(made));
      assertThat(image.configuration().orElseThrow().command()).containsExactly("kept");
      assertThat(image.labels()).containsEntry("kept", "yes");
    } finally {
      done(images().remove(reference, ImageInUse.FORCE));
    }
  }

  /** Rule 2. If this fails, a missing container makes an image. */
  @Test
  @DisplayName("must be there")
  void mustBeThere() {
    requires(Capability.COMMIT);
    String name = "fairlead.invalid/tck/" + freeName() + ":none";
    NotFoundException error =
        error(NotFoundException.class, containers().commit(missing(), CommitSpec.to(name)));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.CONTAINER);
    requires(Capability.IMAGE_INSPECT);
    error(NotFoundException.class, images().inspect(ImageReference.parse(name)));
  }

  /** Rule 2. If this fails, an archive that was cut completes as if it were whole. */
  @Test
  @DisplayName("become archives, which are whole when they end")
  void becomeArchives() {
    requires(Capability.EXPORT);
    ContainerId id = over();
    ByteArrayOutputStream archive =
        get(
            containers()
                .export(id)
                .reduceWith(
                    ByteArrayOutputStream::new,
                    (all, part) -> {
                      byte[] copy = new byte[part.remaining()];
                      part.get(copy);
                      all.write(copy, 0, copy.length);
                      return all;
                    }));
    assertThat(TarSample.isWhole(archive.toByteArray())).as("the end is there").isTrue();
    NotFoundException error = error(NotFoundException.class, containers().export(missing()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.CONTAINER);
  }

  /** Rule 2. If this fails, look at what of an archive does not get into a file. */
  @Test
  @DisplayName("become archives in files, which are as whole")
  void becomeArchivesInFiles() throws IOException {
    requires(Capability.EXPORT);
    Path file = directory.resolve("container.tar");
    try (FileChannel target = FileChannel.open(file, CREATE_NEW, WRITE)) {
      long written = get(containers().exportTo(over(), target).last());
      assertThat(file).as("as much as was told is there").hasSize(written);
      error(NotFoundException.class, containers().exportTo(missing(), target));
    }
    assertThat(TarSample.isWhole(Files.readAllBytes(file))).as("the end is there").isTrue();
  }

  /** Rule 13. If this fails, more goes than was asked for, or nothing does. */
  @Test
  @DisplayName("leave images without a name, of which only those meant are pruned")
  void arePrunedByLabel() {
    requires(Capability.COMMIT, Capability.IMAGE_PRUNE, Capability.IMAGE_INSPECT);
    String mark = freeName();
    ContainerId id = over();
    String made = get(containers().commit(id, spec(Optional.empty(), "LABEL prune=" + mark)));
    ImageReference image = ImageReference.parse(made);
    assertThat(prune(mark + "-other")).as("what goes by another label").isEmpty();
    assertThat(get(images().inspect(image)).references()).isEmpty();
    assertThat(prune(mark)).as("what goes by its label").contains(image.canonical());
    error(NotFoundException.class, images().inspect(image));
  }

  private List<String> prune(String label) {
    ImagePruneOptions options =
        ImagePruneOptions.of(ImagePruneOptions.Scope.UNNAMED).withLabels(Map.of("prune", label));
    return get(images().prune(options)).removed();
  }
}
