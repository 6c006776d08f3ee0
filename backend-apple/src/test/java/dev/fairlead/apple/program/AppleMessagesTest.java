package dev.fairlead.apple.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.apple.program.AppleMessages.Meaning;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The program's words of release 1.2.2 (reference, section 4), as they are nested in one another.
 */
class AppleMessagesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          notFound: "container not found: web"                                  | NO_CONTAINER
          get failed: container web not found                                   | NO_CONTAINER
          internalError: "failed to stop container" (cause: "notFound: "container with ID web not found"") | NO_CONTAINER
          no such container: web                                                | NO_CONTAINER
          exists: "container already exists: web"                               | TAKEN
          container with id web already exists                                  | TAKEN
          hostname(s) already exist: ["web"]                                    | TAKEN
          `volume 'data' already exists`                                        | TAKEN
          network net already exists                                            | TAKEN
          container web is not running                                          | NOT_RUNNING
          no runtime client exists: container is stopped                        | NOT_RUNNING
          container web is running and can not be deleted                       | RUNNING
          attach is currently unsupported on already running containers         | RUNNING
          failed to open container logs: No such file                           | NEVER_STARTED
          Image not found: alpine                                               | NO_IMAGE
          HTTP request to https://r/v2/x failed with response: 404 Not Found    | NO_IMAGE
          HTTP request to https://r/v2/x failed with response: 401 Unauthorized | DENIED
          network net not found                                                 | NO_NETWORK
          volume not found: data                                                | NO_VOLUME
          volume data is currently in use and cannot be accessed by another container, or deleted | IN_USE
          failed to bootstrap container (cause: "unknown: "bind(descriptor:ptr:bytes:): Address already in use (errno: 48)"") | PORT_TAKEN
          failed to bootstrap container (cause: "internalError: "failed to find target executable /x"") | NO_COMMAND
          interrupted: "XPC connection error: Connection invalid"               | NO_SERVICE
          XPC timeout for request to com.apple.container.apiserver/containerList | NO_ANSWER
          unauthorized request                                                  | DENIED
          invalidArgument: "minimum memory amount allowed is 200 MiB"           | INVALID
          """)
  void eachTextHasItsMeaning(String text, Meaning meaning) {
    assertThat(AppleMessages.of(text)).contains(meaning);
  }

  @Test
  void everyMeaningHasATextAndEveryTextARelease() {
    Set<Meaning> meant = new HashSet<>();
    AppleMessages.ROWS.forEach(row -> meant.add(row.meaning()));
    assertThat(meant).containsExactlyInAnyOrder(Meaning.values());
    assertThat(AppleMessages.ROWS).allMatch(row -> row.releases().matches("\\d.*"));
    assertThat(AppleMessages.ROWS)
        .allMatch(row -> row.text().equals(row.text().toLowerCase(Locale.ROOT)));
  }

  @Test
  void theFailureIsTheLastLineThatSaysSo() {
    assertThat(AppleMessages.failure("Error: first\nwarning\nError: last\nand more\n"))
        .contains("last and more");
    assertThat(AppleMessages.failure("Error: only")).contains("only");
    assertThat(AppleMessages.failure("a line with Error: inside\n")).isEmpty();
    assertThat(AppleMessages.failure("")).isEmpty();
  }

  @Test
  void whatAProcessSaysOfOthersIsNoFailureOfItsStart() {
    assertThat(AppleMessages.tellsOfNoStart("Error: container not found: db\n", "web")).isFalse();
    assertThat(AppleMessages.tellsOfNoStart("Error: name already exists\n", "web")).isFalse();
    assertThat(AppleMessages.tellsOfNoStart("Error: a thing\n", "web")).isFalse();
    assertThat(AppleMessages.tellsOfNoStart("Error: get failed: container web not found\n", "web"))
        .isTrue();
    assertThat(
            AppleMessages.tellsOfNoStart(
                "Error: failed to bootstrap container (cause: \"unknown: \"no user\"\")\n", "web"))
        .isTrue();
    assertThat(AppleMessages.tellsOfNoStart("Error: failed to find target executable x\n", "web"))
        .isTrue();
  }

  @Test
  void unknownTextIsCarriedWhole() {
    ContainerException error =
        AppleErrors.of("do it", "web", 1, "Error: a thing that nobody\nhas seen yet\n");
    assertThat(error)
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("a thing that nobody has seen yet")
        .hasMessageContaining("exit code 1");
  }

  @Test
  void aServiceThatIsDownHasARemedy() {
    assertThat(
            AppleErrors.of(
                "list containers",
                null,
                1,
                "Error: XPC connection error\nEnsure container system service has been started"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("container system start --enable-kernel-install");
  }

  @Test
  void kindsOfWhatIsMissingAreTold() {
    assertThat(AppleErrors.of("run", "x", 1, "Error: image not found: x"))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            error -> assertThat(error.kind()).isEqualTo(NotFoundException.Kind.IMAGE));
  }
}
