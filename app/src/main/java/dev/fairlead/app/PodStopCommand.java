package dev.fairlead.app;

import dev.fairlead.spi.container.StopOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Stops all containers of pods. */
@Command(name = "stop", description = "Stop all containers of pods.")
final class PodStopCommand extends RuntimeCommand {

  @Option(
      names = {"-t", "--time"},
      paramLabel = "DURATION",
      description = "How long they may take before they are killed (default: 10s).")
  @Nullable String grace;

  @Parameters(arity = "1..*", paramLabel = "POD", description = "Names or ids.")
  List<String> pods = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    Duration time = grace == null ? StopOptions.DEFAULT_GRACE : DurationSyntax.duration(grace);
    return session.each("pod", pods, (runtime, name) -> runtime.pods().stop(name, time));
  }
}
