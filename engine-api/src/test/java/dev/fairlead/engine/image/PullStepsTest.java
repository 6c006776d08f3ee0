package dev.fairlead.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.PullProgress.Phase;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of pulls, as Docker 20.10 to 28 and Podman 4.3 to 5.8 write them. */
class PullStepsTest {

  private final PullSteps steps = new PullSteps();

  @ParameterizedTest
  @CsvSource({
    "Pulling fs layer, WAITING",
    "Waiting, WAITING",
    "Downloading, DOWNLOADING",
    "Verifying Checksum, VERIFYING",
    "Download complete, DOWNLOADED",
    "Extracting, EXTRACTING",
    "Pull complete, COMPLETE",
    "Already exists, EXISTS",
    "Retrying in 5 seconds, WAITING",
    "Writing manifest to image destination, OTHER",
  })
  void aLayersWordsHaveAPhase(String status, Phase phase) {
    PullProgress step = read("{\"status\":\"" + status + "\",\"id\":\"a27ce2128565\"}");

    assertThat(step.phase()).isEqualTo(phase);
    assertThat(step.layer()).contains("a27ce2128565");
    assertThat(step.status()).isEqualTo(status);
  }

  @Test
  void sizesAreThoseOfTheDetailAndMissingOnesStayMissing() {
    PullProgress step =
        read(
            "{\"status\":\"Downloading\",\"id\":\"a27ce2128565\","
                + "\"progressDetail\":{\"current\":1024,\"total\":4096}}");
    assertThat(step.currentBytes()).hasValue(1024);
    assertThat(step.totalBytes()).hasValue(4096);

    PullProgress unknown =
        read("{\"status\":\"Extracting\",\"id\":\"a27ce2128565\",\"progressDetail\":{}}");
    assertThat(unknown.currentBytes()).isEmpty();
    assertThat(unknown.totalBytes()).isEmpty();
  }

  @Test
  void theTagInTheFirstLineIsNoLayerEvenIfItLooksLikeOne() {
    PullProgress step = read("{\"status\":\"Pulling from test/x\",\"id\":\"abcdef123456\"}");

    assertThat(step.phase()).isEqualTo(Phase.RESOLVING);
    assertThat(step.layer()).isEmpty();
  }

  @Test
  void aWarningIsKeptAsOne() {
    String words = "WARNING: image with reference x was found but does not match the platform";
    assertThat(read("{\"status\":\"" + words + "\"}").phase()).isEqualTo(Phase.WARNING);
  }

  @Test
  void theVerdictIsNoStepButTheWordsOfTheLastOne() {
    String digest = "sha256:" + "ab".repeat(32);
    assertThat(read("{\"status\":\"Digest: " + digest + "\"}").digest()).contains(digest);
    assertThat(steps.read(line("{\"status\":\"Status: Image is up to date for x:1\"}"))).isEmpty();

    PullProgress done = steps.done();

    assertThat(done.phase()).isEqualTo(Phase.DONE);
    assertThat(done.digest()).contains(digest);
    assertThat(done.status()).isEqualTo("Image is up to date for x:1");
  }

  private PullProgress read(String json) {
    Optional<PullProgress> step = steps.read(line(json));
    assertThat(step).isPresent();
    return step.get();
  }

  private static JsonObject line(String json) {
    return JsonObject.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
