package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.transport.http.TransportException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The call of ssh, and what its ends mean. */
class SshCommandTest {

  private static HttpAddress.Ssh address(String user, String host, Integer port, String socket) {
    return new HttpAddress.Ssh(
        Optional.ofNullable(user),
        host,
        Optional.ofNullable(port),
        Optional.ofNullable(socket),
        Optional.empty(),
        HttpAddress.Ssh.Program.DOCKER);
  }

  @Test
  void aHostAloneLeavesTheRestToSshAndDocker() {
    assertThat(SshCommand.of(address(null, "far", null, null), Duration.ofSeconds(5)).arguments())
        .containsExactly(
            "ssh",
            "-T",
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectTimeout=5",
            "--",
            "far",
            "docker",
            "system",
            "dial-stdio");
  }

  @Test
  void userPortAndSocketArePassedOnAndTheSocketIsQuotedForTheShellOverThere() {
    assertThat(
            SshCommand.of(
                    address("me", "far", 2222, "/run/it's here/docker.sock"),
                    Duration.ofMillis(300))
                .arguments())
        .containsSequence("ConnectTimeout=1", "-l", "me", "-p", "2222", "--", "far", "docker")
        .containsSequence("--host", "'unix:///run/it'\\''s here/docker.sock'", "system");
  }

  @Test
  void podmanIsAskedInItsOwnWordsAndAnIdentityIsTheOnlyOne() {
    HttpAddress.Ssh address =
        new HttpAddress.Ssh(
            Optional.of("core"),
            "far",
            Optional.empty(),
            Optional.of("/run/podman/podman.sock"),
            Optional.of(Path.of("/home/me/.ssh/machine")),
            HttpAddress.Ssh.Program.PODMAN);

    assertThat(SshCommand.of(address, Duration.ofSeconds(5)).arguments())
        .containsSequence("-o", "IdentitiesOnly=yes", "-i", "/home/me/.ssh/machine", "--")
        .containsSequence("far", "podman", "--url", "'unix:///run/podman/podman.sock'", "system");
  }

  @Test
  void nothingCanBeTakenForAnOption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> address(null, "-oProxyCommand=x", null, null));
    assertThatIllegalArgumentException().isThrownBy(() -> address("-x", "far", null, null));
    assertThatIllegalArgumentException().isThrownBy(() -> address(null, "far", null, "docker"));
    assertThatIllegalArgumentException().isThrownBy(() -> address(null, "far", 70_000, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "255 | root@far: Permission denied (publickey). | false | ACCESS_DENIED | login was refused",
        "255 | Host key verification failed. | false | ACCESS_DENIED | connect once by hand",
        "255 | x HOST IDENTIFICATION HAS CHANGED! y | false | UNREACHABLE | ssh ended with 255",
        "255 | ssh: connect to host far port 22: No route | false | UNREACHABLE | No route",
        "127 | sh: 1: docker: not found | false | UNREACHABLE | not on the other side (sh: 1: docker",
        "1 | failed to dial: no such file | false | UNREACHABLE | dial-stdio over there ended",
        "255 | Connection to far closed. | true | CUT | ssh ended with 255"
      })
  void everyEndIsToldInOneLine(int code, String said, boolean heard, Kind kind, String words) {
    TransportException error = SshErrors.of(code, "banner\n" + said + "\n", heard);
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.getMessage()).contains(words).doesNotContain("\n");
  }

  @Test
  void aChangedHostKeyIsNoLightMatter() {
    assertThat(SshErrors.of(255, "WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nx", false))
        .hasMessageContaining("find out why");
  }
}
