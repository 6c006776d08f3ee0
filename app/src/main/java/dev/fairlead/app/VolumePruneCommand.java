package dev.fairlead.app;

import dev.fairlead.spi.volume.VolumePruneOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Removes volumes that no container refers to. */
@Command(name = "prune", description = "Remove volumes that no container refers to.")
final class VolumePruneCommand extends RuntimeCommand {

  @Option(
      names = {"-a", "--all"},
      description = "Those with a name too.")
  boolean all;

  @Option(
      names = {"-f", "--force"},
      description = "Do not ask.")
  boolean force;

  @Option(names = "--filter", paramLabel = "K=V", description = "label=K[=V].")
  List<String> filters = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    VolumePruneOptions options =
        VolumePruneOptions.of(
                all ? VolumePruneOptions.Scope.UNUSED : VolumePruneOptions.Scope.ANONYMOUS)
            .withLabels(Filters.parse(filters).labels());
    String warning =
        "This removes all "
            + (all ? "" : "unnamed ")
            + "volumes that no container refers to, and what is in them";
    return Confirmation.of(session, root().terminal(), force, warning)
        .filter(yes -> yes)
        .flatMap(yes -> session.runtime())
        .flatMap(runtime -> runtime.volumes().prune(options))
        .doOnNext(report -> PruneView.print(output(), report))
        .thenReturn(ExitCodes.OK);
  }
}
