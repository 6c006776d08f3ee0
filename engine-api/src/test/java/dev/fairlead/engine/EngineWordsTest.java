package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of real daemons, each with the version that said them. */
class EngineWordsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Docker 20.10.24
        "failed to create shim task: OCI runtime create failed: runc create failed: unable to start"
            + " container process: exec: \"/etc/passwd\": permission denied: unknown",
        // Podman 4.3.1, crun
        "crun: open executable: Permission denied: OCI permission denied"
      })
  void aProgramThatCannotBeExecutedIsNoProgramThatIsMissing(String words) {
    assertThat(EngineWords.notExecutable(words)).isTrue();
    assertThat(EngineWords.noSuchProgram(words)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Docker 20.10.24
        "failed to create shim task: OCI runtime create failed: runc create failed: unable to start"
            + " container process: exec: \"nope\": executable file not found in $PATH: unknown",
        // Podman 5.4.2, crun
        "crun: executable file `nope` not found in $PATH: No such file or directory: OCI runtime"
            + " attempted to invoke a command that was not found"
      })
  void aProgramThatIsMissingIsNotOneThatCannotBeExecuted(String words) {
    assertThat(EngineWords.noSuchProgram(words)).isTrue();
    assertThat(EngineWords.notExecutable(words)).isFalse();
  }
}
