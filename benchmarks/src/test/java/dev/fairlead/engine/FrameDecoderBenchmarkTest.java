package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides read all of the same log. */
class FrameDecoderBenchmarkTest {

  @ParameterizedTest
  @ValueSource(ints = {100, 16384})
  void bothSidesSeeAllOutput(int frameBytes) {
    FrameDecoderBenchmark benchmark = new FrameDecoderBenchmark();
    benchmark.frameBytes = frameBytes;
    benchmark.write();
    assertThat(benchmark.outputBytes()).isGreaterThan(3_000_000);
    assertThat(benchmark.fairlead().bytes()).isEqualTo(benchmark.outputBytes());
    assertThat(benchmark.dockerJava().bytes()).isEqualTo(benchmark.outputBytes());
  }
}
