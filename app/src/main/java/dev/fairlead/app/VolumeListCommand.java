package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** Lists volumes. */
@Command(name = "ls", aliases = "list", description = "List volumes.")
final class VolumeListCommand extends ListingCommand<VolumeInfo> {

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], name=NAME, driver=DRIVER or dangling=true|false.")
  List<String> filters = new ArrayList<>();

  @Override
  Function<ContainerRuntime, Flux<VolumeInfo>> query() {
    Filters given = Filters.parse(filters, "name", "driver", "dangling");
    VolumeFilter filter =
        new VolumeFilter(given.any("name"), given.labels(), usage(given.any("dangling")));
    return runtime ->
        runtime
            .volumes()
            .list(filter)
            .filter(volume -> given.admits("driver", volume.driver()))
            .sort(Comparator.comparing(VolumeInfo::name));
  }

  @Override
  Columns<VolumeInfo> columns() {
    return VolumeView.columns();
  }

  @Override
  Document document(VolumeInfo volume) {
    return VolumeView.document(volume);
  }

  @Override
  String id(VolumeInfo volume) {
    return volume.name();
  }

  private static VolumeFilter.Usage usage(Set<String> dangling) {
    if (dangling.isEmpty()) {
      return VolumeFilter.Usage.ANY;
    }
    if (dangling.equals(Set.of("true"))) {
      return VolumeFilter.Usage.UNUSED;
    }
    if (dangling.equals(Set.of("false"))) {
      return VolumeFilter.Usage.USED;
    }
    throw new IllegalArgumentException("write dangling=true or dangling=false");
  }
}
