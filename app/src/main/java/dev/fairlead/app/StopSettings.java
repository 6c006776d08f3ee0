package dev.fairlead.app;

import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How containers are stopped. */
final class StopSettings {

  @Option(
      names = {"-t", "--time"},
      paramLabel = "DURATION",
      description = "How long they may take before they are killed (default: 10s).")
  @Nullable String grace;

  @Option(
      names = {"-s", "--signal"},
      paramLabel = "SIGNAL",
      description = "What asks them to end (default: their own, else TERM).")
  @Nullable String signal;

  StopOptions options() {
    Optional<Duration> time = Optional.ofNullable(grace).map(DurationSyntax::duration);
    return new StopOptions(Optional.ofNullable(signal).map(Signal::parse), time);
  }
}
