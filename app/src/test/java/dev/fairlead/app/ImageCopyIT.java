package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.RealRuntime;
import dev.fairlead.testing.RestartableDocker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images on their way from one real engine to another. */
class ImageCopyIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;

  private final String name = "fairlead-copy-" + UUID.randomUUID().toString().substring(0, 8);
  private URI here = URI.create("unix:///nowhere");
  private URI there = URI.create("unix:///nowhere");

  @BeforeEach
  void twoRealDaemonsAreThere() {
    here = RealRuntime.docker();
    RestartableDocker other = RealRuntime.restartableDocker();
    other.start();
    there = other.host();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    for (URI engine : new URI[] {here, there}) {
      at(engine, "rm", "-f", name);
      at(engine, "image", "rm", "-f", name + ":one", name + ":two");
    }
  }

  private Cli.Result at(URI engine, String... args) {
    return new Cli(home).with("DOCKER_HOST", engine.toString()).run(args);
  }

  private String committed(String tag, String said) {
    at(here, "rm", "-f", name);
    at(here, "run", "--name", name, "busybox", "sh", "-c", "echo " + said + " >/said");
    String id = at(here, "commit", "-c", "CMD [\"cat\",\"/said\"]", name, name + tag).out();
    return id.strip();
  }

  @Test
  void imagesArriveAsTheyWere() throws IOException {
    String one = committed(":one", "first");
    committed(":two", "second");
    Cli.Result copied =
        at(here, "image", "copy", "--to", "docker@" + there, name + ":one", name + ":two");
    assertThat(copied.code()).as(copied::toString).isZero();
    assertThat(copied.out().lines())
        .containsExactlyInAnyOrder(
            "Copied image: " + name + ":one", "Copied image: " + name + ":two");
    assertThat(at(there, "run", "--rm", name + ":one").out()).isEqualTo("first\n");
    assertThat(at(there, "run", "--rm", name + ":two").out()).isEqualTo("second\n");

    Cli.Result back =
        at(there, "-o", "json", "image", "copy", "--to", here.toString(), name + ":one");
    JsonNode line = JSON.readTree(back.out());
    assertThat(line.get("image").asText()).isEqualTo(name + ":one");
    assertThat(line.get("id").asText()).isEqualTo(one);
  }

  @Test
  void whatIsNotThereIsToldByNameAndNothingIsSent() {
    committed(":one", "first");
    Cli.Result result =
        at(here, "image", "copy", "--to", there.toString(), name + ":one", name + ":none");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains(name + ":none");
    assertThat(at(there, "image", "inspect", name + ":one").code()).isEqualTo(125);
  }

  @Test
  void aTargetThatDoesNotAnswerIsAnErrorThatNamesIt() {
    committed(":one", "first");
    Cli.Result result =
        at(here, "image", "copy", "--to", "docker@unix://" + home + "/none.sock", name + ":one");
    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains("none.sock");
  }
}
