package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal in which a call fails would have Java prepare for the wrong classes. */
class RehearseCommandTest {

  @Test
  void allItsCallsSucceedAndNothingIsSaid(@TempDir Path home) {
    Cli.Result result = new Cli(home).run("__rehearse");

    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEmpty();
  }
}
