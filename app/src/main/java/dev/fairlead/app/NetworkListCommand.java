package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** Lists networks. */
@Command(name = "ls", aliases = "list", description = "List networks.")
final class NetworkListCommand extends ListingCommand<NetworkInfo> {

  @Option(names = "--no-trunc", description = "Do not shorten ids.")
  boolean whole;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], name=NAME or driver=DRIVER.")
  List<String> filters = new ArrayList<>();

  @Override
  Function<ContainerRuntime, Flux<NetworkInfo>> query() {
    Filters given = Filters.parse(filters, "name", "driver");
    NetworkFilter filter = new NetworkFilter(given.any("name"), given.labels());
    return runtime ->
        runtime
            .networks()
            .list(filter)
            .filter(network -> given.admits("driver", network.driver()))
            .sort(Comparator.comparing(NetworkInfo::name));
  }

  @Override
  Columns<NetworkInfo> columns() {
    return NetworkView.columns(whole);
  }

  @Override
  Document document(NetworkInfo network) {
    return NetworkView.document(network);
  }

  @Override
  String id(NetworkInfo network) {
    return NetworkView.id(network, whole);
  }
}
