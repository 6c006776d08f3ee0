package dev.fairlead.app;

import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Lists volumes. */
@Command(name = "ls", aliases = "list", description = "List volumes.")
final class VolumeListCommand extends RuntimeCommand {

  @Option(
      names = {"-q", "--quiet"},
      description = "Names only.")
  boolean quiet;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], name=NAME, driver=DRIVER or dangling=true|false.")
  List<String> filters = new ArrayList<>();

  @Mixin FormatOption format = new FormatOption();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    VolumeView.columns().check(format);
    Filters given = Filters.parse(filters, "name", "driver", "dangling");
    VolumeFilter filter =
        new VolumeFilter(given.any("name"), given.labels(), usage(given.any("dangling")));
    return session
        .runtime()
        .flatMap(
            runtime ->
                runtime
                    .volumes()
                    .list(filter)
                    .filter(volume -> given.admits("driver", volume.driver()))
                    .sort(Comparator.comparing(VolumeInfo::name))
                    .collectList())
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
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

  private void print(List<VolumeInfo> volumes) {
    Output output = output();
    if (output.json() && !format.given()) {
      output.document(
          volumes.stream().map(volume -> VolumeView.document(volume).fields()).toList());
    } else if (quiet && !format.given()) {
      volumes.forEach(volume -> output.line(volume.name()));
    } else {
      VolumeView.columns().print(output, format, volumes);
    }
  }
}
