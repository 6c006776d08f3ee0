package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.ProbeContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateDirectoryTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";

  private static Path located(Map<String, String> environment) {
    return StateDirectory.locate(ProbeContext.ofThisMachine().withEnvironment(environment));
  }

  @Test
  void itsOwnVariableComesFirstThenTheStandardOne() {
    Path home = ProbeContext.ofThisMachine().home();
    assertThat(located(Map.of("FAIRLEAD_PROCESS_HOME", "/a", "XDG_STATE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(located(Map.of("XDG_STATE_HOME", "/b"))).isEqualTo(Path.of("/b/fairlead/process"));
    assertThat(located(Map.of()))
        .isEqualTo(home.toAbsolutePath().normalize().resolve(".local/state/fairlead/process"));
  }

  @Test
  void socketsAlwaysHaveAPathThatFits() {
    Path near = Path.of("/home/me/.local/state/fairlead/process");
    assertThat(StateDirectory.sockets(near, Optional.of("/run/user/1000")))
        .isEqualTo(near.resolve("s"));
    Path far = Path.of("/" + "x".repeat(200));
    for (Path sockets :
        new Path[] {
          StateDirectory.sockets(far, Optional.of("/run/user/1000")),
          StateDirectory.sockets(far, Optional.of("relative")),
          StateDirectory.sockets(far, Optional.of("/" + "y".repeat(200))),
          StateDirectory.sockets(far, Optional.empty())
        }) {
      assertThat(
              StateDirectory.socket(sockets, ID).toString().getBytes(StandardCharsets.UTF_8).length)
          .isLessThanOrEqualTo(StateDirectory.MAX_SOCKET_PATH_BYTES);
    }
    assertThat(StateDirectory.sockets(far, Optional.empty()))
        .isNotEqualTo(StateDirectory.sockets(far.resolve("z"), Optional.empty()));
  }
}
