package dev.fairlead.app;

import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Lists networks. */
@Command(name = "ls", aliases = "list", description = "List networks.")
final class NetworkListCommand extends RuntimeCommand {

  @Option(
      names = {"-q", "--quiet"},
      description = "Ids only.")
  boolean quiet;

  @Option(names = "--no-trunc", description = "Do not shorten ids.")
  boolean whole;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], name=NAME or driver=DRIVER.")
  List<String> filters = new ArrayList<>();

  @Mixin FormatOption format = new FormatOption();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    NetworkView.columns(whole).check(format);
    Filters given = Filters.parse(filters, "name", "driver");
    NetworkFilter filter = new NetworkFilter(given.any("name"), given.labels());
    return session
        .runtime()
        .flatMap(
            runtime ->
                runtime
                    .networks()
                    .list(filter)
                    .filter(network -> given.admits("driver", network.driver()))
                    .sort(Comparator.comparing(NetworkInfo::name))
                    .collectList())
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(List<NetworkInfo> networks) {
    Output output = output();
    if (output.json() && !format.given()) {
      output.document(
          networks.stream().map(network -> NetworkView.document(network).fields()).toList());
    } else if (quiet && !format.given()) {
      networks.forEach(network -> output.line(NetworkView.id(network, whole)));
    } else {
      NetworkView.columns(whole).print(output, format, networks);
    }
  }
}
