package dev.fairlead.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A socket that may not be opened: whose it is, and what would help. */
class DeniedSocketTest {

  @Test
  void aDeniedSocketNamesOwnerGroupAndModeAndTheGroupToJoin() {
    Obstacle denied = denied(SocketFile.Kind.SOCKET, "root", "docker", "rw-rw----");

    assertThat(denied.found()).contains("EACCES").contains("srw-rw---- root docker");
    assertThat(denied.remedy())
        .hasValueSatisfying(
            remedy -> assertThat(remedy).contains("usermod -aG docker").contains("sudo"));
  }

  @Test
  void aDeniedSocketThatNoGroupOpensSaysWhomToBe() {
    Obstacle denied = denied(SocketFile.Kind.SOCKET, "ann", "staff", "rwx------");

    assertThat(denied.remedy())
        .hasValueSatisfying(
            remedy -> assertThat(remedy).contains("as ann").doesNotContain("usermod"));
  }

  @Test
  void aClosedDirectoryAboveTheSocketIsNamed() {
    Obstacle denied = denied(SocketFile.Kind.HIDDEN, "root", "root", "rwx------");

    assertThat(denied.found()).contains("may not be entered").contains("drwx------ root root");
  }

  private static Obstacle denied(SocketFile.Kind kind, String owner, String group, String mode) {
    Path path = Path.of("/run/docker.sock");
    SocketFile file =
        new SocketFile(path, kind, path, Optional.of(owner), Optional.of(group), Optional.of(mode));
    return new Diagnosis(ImaginedEngine.ONE, ImaginedEngine.ONE.named(), Duration.ofMillis(800))
        .ofSocket(
            new TransportException(TransportException.Kind.ACCESS_DENIED, "denied", null), file);
  }
}
