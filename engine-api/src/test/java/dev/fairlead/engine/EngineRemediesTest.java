package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quotes Docker 20.10 and Podman 4.3. */
class EngineRemediesTest {

  private static final ErrorContext CONTEXT = ErrorContext.of("docker", "create a container");
  private final EngineErrors errors = new EngineErrors("docker");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | bind source path does not exist: /x | -v",
        "400 | Minimum memory limit allowed is 6MB | 6m",
        "500 | unable to find user nobody2: no matching entries in passwd file | /etc/passwd",
        "500 | could not select device driver \"\" with capabilities: [[gpu]] | --gpus",
        "400 | Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available | --cpus",
        "500 | creating container storage: could not find enough available IDs | /etc/subuid"
      })
  void aRefusalThatOnlySaysWhatIsWrongIsToldWhatToTry(int status, String said, String remedy) {
    ContainerException error = errors.of(CONTEXT, Kind.CONTAINER, status, said);
    assertThat(error.getMessage()).contains(said).contains("try: ").contains(remedy);
  }

  @Test
  void aRemedyThatIsKnownStays() {
    ContainerException error =
        errors.of(
            CONTEXT.withRemedy("ask Anna"),
            Kind.CONTAINER,
            400,
            "Minimum memory limit allowed is 6MB");
    assertThat(error.getMessage()).endsWith("try: ask Anna");
  }
}
