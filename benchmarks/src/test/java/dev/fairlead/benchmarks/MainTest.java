package dev.fairlead.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs, in this JVM and for a moment: the scores mean nothing. */
class MainTest {

  @Test
  void everyBenchmarkRunsAndIsCompared() throws RunnerException {
    System.setProperty("jmh.ignoreLock", "true");
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(1))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    List<Comparison> comparisons = Comparison.of(results);
    assertThat(comparisons)
        .extracting(Comparison::benchmark)
        .contains("FrameDecoderBenchmark frameBytes=100", "FrameDecoderBenchmark frameBytes=16384");
    assertThat(comparisons).allSatisfy(each -> assertThat(each.ratio()).isPositive());
  }
}
