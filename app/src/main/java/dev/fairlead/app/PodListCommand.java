package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.pod.PodFilter;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** Lists pods. */
@Command(name = "ls", aliases = "list", description = "List pods.")
final class PodListCommand extends ListingCommand<PodInfo> {

  @Option(names = "--no-trunc", description = "Do not shorten ids.")
  boolean whole;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], name=NAME or status=STATE.")
  List<String> filters = new ArrayList<>();

  @Override
  Function<ContainerRuntime, Flux<PodInfo>> query() {
    Filters given = Filters.parse(filters, "name", "status");
    PodFilter filter = new PodFilter(given.any("name"), states(given), given.labels());
    return runtime -> runtime.pods().list(filter).sort(Comparator.comparing(PodInfo::name));
  }

  @Override
  Columns<PodInfo> columns() {
    return PodView.columns(whole);
  }

  @Override
  Document document(PodInfo pod) {
    return PodView.document(pod);
  }

  @Override
  String id(PodInfo pod) {
    return PodView.id(pod, whole);
  }

  private static Set<PodState> states(Filters given) {
    return given.any("status").stream().map(PodListCommand::state).collect(Collectors.toSet());
  }

  private static PodState state(String word) {
    return Arrays.stream(PodState.values())
        .filter(state -> state.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + word
                        + "' is no state of a pod; use one of "
                        + Arrays.toString(PodState.values()).toLowerCase(Locale.ROOT)));
  }
}
