package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Images built of instructions and files. */
@DisplayName("Building")
public abstract class BuildContract extends BackendContract {

  /** Holds the files of a context. */
  @TempDir Path directory = Path.of(".");

  private ImageReference name = ImageReference.parse("fairlead.invalid/tck/none");

  /** For subclasses. */
  protected BuildContract() {}

  /** Chooses a name that nothing else has. */
  @BeforeEach
  void chooseAName() {
    name = ImageReference.parse("fairlead.invalid/tck/" + freeName() + ":built");
  }

  /** Removes what the test made. */
  @AfterEach
  void removeTheImage() {
    if (has(Capability.IMAGE_REMOVE)) {
      done(images().remove(name, ImageInUse.FORCE));
    }
  }

  private Images images() {
    return backend().images();
  }

  private BuildSpec.Builder archive(String... instructions) {
    String text = "FROM " + subject().image() + "\n" + String.join("\n", instructions) + "\n";
    TarSample files = TarSample.of(Map.of("Dockerfile", text));
    return BuildSpec.builder(BuildContext.tar(Flux.defer(() -> Flux.just(files.bytes()))))
        .tag(name);
  }

  private static String output(List<BuildEvent> events) {
    return events.stream()
        .filter(BuildEvent.Output.class::isInstance)
        .map(event -> ((BuildEvent.Output) event).text())
        .collect(Collectors.joining());
  }

  /** Rules 2 and 8. If this fails, look at how steps and the result are told apart from output. */
  @Test
  @DisplayName("tells its steps and their output, and the image has its name and labels at the end")
  void makesAnImage() {
    requires(Capability.IMAGE_BUILD, Capability.IMAGE_INSPECT, Capability.IMAGE_REMOVE);
    BuildSpec spec =
        archive("LABEL inner=yes", "RUN echo the third step").label("outer", "yes").build();
    List<BuildEvent> events = get(images().build(spec).collectList());
    assertThat(events)
        .anySatisfy(
            event -> {
              assertThat(event).isInstanceOf(BuildEvent.Step.class);
              assertThat(((BuildEvent.Step) event).number()).isEqualTo(2);
              assertThat(((BuildEvent.Step) event).instruction()).contains("LABEL inner=yes");
            });
    assertThat(output(events)).contains("the third step");
    ImageInfo image = get(images().inspect(name));
    assertThat(events.get(events.size() - 1))
        .isEqualTo(new BuildEvent.Built(image.id(), List.of(name)));
    assertThat(image.labels()).containsEntry("inner", "yes").containsEntry("outer", "yes");
  }

  /** Rule 2. If this fails, a failed step counts as success, or keeps to itself what it wrote. */
  @Test
  @DisplayName("fails with a step that fails, names it, has told its output, and gives no name")
  void failsWithItsStep() {
    requires(Capability.IMAGE_BUILD);
    BuildSpec spec = archive("RUN echo so far so good; exit 7", "LABEL never=reached").build();
    List<BuildEvent> events = new CopyOnWriteArrayList<>();
    ContainerException error =
        error(ContainerException.class, images().build(spec).doOnNext(events::add));
    assertThat(error.getMessage()).contains("exit 7").doesNotContain("\n");
    assertThat(output(events)).contains("so far so good");
    assertThat(events).noneMatch(BuildEvent.Built.class::isInstance);
    requires(Capability.IMAGE_INSPECT);
    error(NotFoundException.class, images().inspect(name));
  }

  /** Rule 2. If this fails, a base image that is missing looks like a failed step, or like none. */
  @Test
  @DisplayName("fails for a base image that cannot be had")
  void needsItsBase() {
    requires(Capability.IMAGE_BUILD);
    TarSample files = TarSample.of(Map.of("Dockerfile", "FROM " + subject().missingImage() + "\n"));
    BuildSpec spec = BuildSpec.builder(BuildContext.tar(Flux.just(files.bytes()))).build();
    error(ContainerException.class, images().build(spec));
  }

  /** Rule 8. If this fails, arguments do not arrive. */
  @Test
  @DisplayName("hands arguments to its steps")
  void takesArguments() {
    requires(Capability.IMAGE_BUILD);
    BuildSpec spec =
        archive("ARG who=nobody", "RUN echo built for $who").buildArg("who", "kit").build();
    assertThat(output(get(images().build(spec).collectList()))).contains("built for kit");
  }

  /** Rule 8. If this fails, look at which files of a directory are sent, and where they arrive. */
  @Test
  @DisplayName("takes a directory, by instructions of another name")
  void takesADirectory() {
    requires(Capability.IMAGE_BUILD, Capability.IMAGE_INSPECT, Capability.IMAGE_REMOVE);
    write("docker/Instructions", "FROM " + subject().image() + "\nLABEL from=directory\n");
    BuildSpec spec =
        BuildSpec.builder(BuildContext.directory(directory))
            .dockerfile("docker/Instructions")
            .tag(name)
            .build();
    done(images().build(spec));
    assertThat(get(images().inspect(name)).labels()).containsEntry("from", "directory");
  }

  /** Rule 2. If this fails, a build without instructions makes an image. */
  @Test
  @DisplayName("fails for a directory without instructions")
  void needsInstructions() {
    requires(Capability.IMAGE_BUILD);
    BuildSpec spec = BuildSpec.builder(BuildContext.directory(directory)).tag(name).build();
    ContainerException error = error(ContainerException.class, images().build(spec));
    assertThat(error.getMessage()).contains("Dockerfile");
  }

  private void write(String path, String text) {
    try {
      Path file = directory.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
