package dev.fairlead.spi.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import org.junit.jupiter.api.Test;

class ErrorContextTest {

  @Test
  void aMessageIsOneLineThatSaysWhatWasAskedOfWhomWhatCameBackAndWhatToTry() {
    ContainerException error =
        new ConflictException(
            ErrorContext.of("docker", "create container web")
                .withResource("web")
                .withNativeCode("HTTP 409")
                .withRemedy("fairlead rm web"),
            "the name\n  is in use",
            null);
    assertThat(error)
        .hasMessage(
            "docker could not create container web: the name is in use (HTTP 409); try: fairlead rm"
                + " web");
    assertThat(error.retryable()).isFalse();
  }

  @Test
  void whatMayPassByItselfIsRetryable() {
    ErrorContext context = ErrorContext.of("docker", "start container web");
    assertThat(new BackendUnavailableException(context, "refused", null).retryable()).isTrue();
    assertThat(new OperationTimeoutException(context, "silent", null).retryable()).isTrue();
    assertThat(new StreamInterruptedException(context, "cut", null).retryable()).isTrue();
    assertThat(new BackendFailureException(context, "odd", null).retryable()).isFalse();
  }

  @Test
  void aRefusalNamesTheBackendAndTheCapability() {
    assertThat(Refusal.of("fake", Capability.EXEC_KILL, "kill it"))
        .hasMessageContaining("fake")
        .hasMessageContaining("exec-kill");
  }
}
