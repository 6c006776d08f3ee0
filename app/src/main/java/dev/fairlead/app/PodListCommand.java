package dev.fairlead.app;

import dev.fairlead.spi.pod.PodFilter;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Lists pods. */
@Command(name = "ls", aliases = "list", description = "List pods.")
final class PodListCommand extends RuntimeCommand {

  @Option(
      names = {"-q", "--quiet"},
      description = "Ids only.")
  boolean quiet;

  @Option(names = "--no-trunc", description = "Do not shorten ids.")
  boolean whole;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], name=NAME or status=STATE.")
  List<String> filters = new ArrayList<>();

  @Mixin FormatOption format = new FormatOption();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    PodView.columns(whole).check(format);
    Filters given = Filters.parse(filters, "name", "status");
    PodFilter filter = new PodFilter(given.any("name"), states(given), given.labels());
    return session
        .runtime()
        .flatMap(
            runtime ->
                runtime.pods().list(filter).sort(Comparator.comparing(PodInfo::name)).collectList())
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
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

  private void print(List<PodInfo> pods) {
    Output output = output();
    if (output.json() && !format.given()) {
      output.document(pods.stream().map(pod -> PodView.document(pod).fields()).toList());
    } else if (quiet && !format.given()) {
      pods.forEach(pod -> output.line(PodView.id(pod, whole)));
    } else {
      PodView.columns(whole).print(output, format, pods);
    }
  }
}
