package dev.fairlead.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Removes networks that no container refers to. */
@Command(name = "prune", description = "Remove networks that no container refers to.")
final class NetworkPruneCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "Do not ask.")
  boolean force;

  @Option(names = "--filter", paramLabel = "K=V", description = "label=K[=V].")
  List<String> filters = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    Map<String, String> labels = Filters.parse(filters).labels();
    return Confirmation.of(
            session,
            root().terminal(),
            force,
            "This removes all networks that no container refers to")
        .filter(yes -> yes)
        .flatMap(yes -> session.runtime())
        .flatMap(runtime -> runtime.networks().prune(labels))
        .doOnNext(report -> PruneView.print(output(), report))
        .thenReturn(ExitCodes.OK);
  }
}
