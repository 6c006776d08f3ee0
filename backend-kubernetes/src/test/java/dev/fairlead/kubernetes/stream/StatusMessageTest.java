package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.Exit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The words in which clusters tell how a command ended. */
class StatusMessageTest {

  private static Exit exit(String json) {
    return StatusMessage.exit(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String failure(String message) {
    return "{\"status\":\"Failure\",\"reason\":\"InternalError\",\"code\":500,\"message\":\""
        + message
        + "\"}";
  }

  @Test
  void codesAreTheCommandsOwn() {
    assertThat(exit("{\"metadata\":{},\"status\":\"Success\"}")).isEqualTo(new Exit.Exited(0));
    assertThat(
            exit(
                "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with"
                    + " non-zero exit code\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                    + "[{\"reason\":\"ExitCode\",\"message\":\"42\"}]}}"))
        .isEqualTo(new Exit.Exited(42));
  }

  @Test
  void whatCouldNotBeStartedIsToldAsAShellDoes() {
    Exit missing =
        exit(failure("error executing command: exec: no-such: executable file not found in $PATH"));
    assertThat(missing).isInstanceOf(Exit.StartFailed.class);
    assertThat(missing.code()).hasValue(127);
    assertThat(exit(failure("failed to exec in container: permission denied")).code())
        .hasValue(126);
  }

  @Test
  void whatIsNotTheEndOfACommandIsNoCode() {
    assertThat(exit(failure("the node is gone"))).isInstanceOf(Exit.Lost.class);
    assertThat(exit("{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\"}").code()).isEmpty();
    assertThat(exit("no json")).isInstanceOf(Exit.Lost.class);
    assertThat(exit("null")).isInstanceOf(Exit.Lost.class);
    assertThat(exit("{}").code()).isEmpty();
  }
}
