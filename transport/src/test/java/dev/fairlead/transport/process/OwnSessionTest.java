package dev.fairlead.transport.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class OwnSessionTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Number, session and exit code: it is the same process that becomes the program. */
  private static final String SCRIPT =
      "read -r number name state parent group session rest </proc/$$/stat; echo $$ $group $session";

  private final ProcessLauncher launcher = ProcessLauncher.open();

  @AfterEach
  void close() {
    launcher.close().block(LIMIT);
  }

  private String output(ProcessCommand command) {
    return launcher
        .capture(command, Flux.empty(), 1 << 16)
        .map(CapturedOutput::stdoutText)
        .block(LIMIT);
  }

  private static void assumeLinux() {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "only Linux tells sessions in /proc");
  }

  @Test
  void theProgramLeadsASession() {
    assumeLinux();
    String[] told =
        output(ProcessCommand.of("/bin/sh", "-c", SCRIPT).withOwnSession()).strip().split(" ");
    assertThat(told).containsExactly(told[0], told[0], told[0]);
  }

  @Test
  void perlDoesTheSameAndLeavesVariablesAlone() {
    assumeLinux();
    List<String> line = new ArrayList<>(OwnSession.perl());
    assumeTrue(Files.isExecutable(Path.of(line.get(0))), "there is no Perl");
    line.addAll(List.of("/bin/sh", "-c", SCRIPT));
    String[] told = output(ProcessCommand.of(line)).strip().split(" ");
    assertThat(told).containsExactly(told[0], told[0], told[0]);
    line.subList(OwnSession.perl().size(), line.size()).clear();
    line.add("/usr/bin/env");
    assertThat(
            output(
                ProcessCommand.of(line)
                    .withEnvironment(
                        Map.of("a.b", "x y", "_", "u"), ProcessCommand.EnvironmentBase.EMPTY)))
        .contains("a.b=x y\n")
        .contains("_=u\n");
  }

  @Test
  void whatCannotBeStartedIsToldAsElsewhere(@TempDir Path directory) throws Exception {
    for (Path file :
        List.of(directory.resolve("none"), Files.writeString(directory.resolve("plain"), "x"))) {
      ProcessException.Kind kind =
          file.endsWith("none")
              ? ProcessException.Kind.NOT_FOUND
              : ProcessException.Kind.NOT_EXECUTABLE;
      launcher
          .start(ProcessCommand.of(file.toString()).withOwnSession())
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error -> {
                assertThat(((ProcessException) error).kind()).isEqualTo(kind);
                assertThat(error).hasMessageContaining(file.toString());
              })
          .verify(LIMIT);
    }
  }

  @Test
  void aNameThatIsLookedForOnThePathIsRefused() {
    assertThatThrownBy(() -> ProcessCommand.of("sh").withOwnSession())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
