package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerStats;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/** What a container uses, as tables and documents show it. */
final class StatsView {

  /**
   * A container and what it used last.
   *
   * @param info the container
   * @param stats empty if it does not run
   */
  record Sample(ContainerInfo info, Optional<ContainerStats> stats) {}

  private static final String UNKNOWN = "--";

  private StatsView() {}

  /** What tables show; what is not known, or not now, is two hyphens. */
  static Columns<Sample> columns(boolean whole) {
    return new Columns<Sample>()
        .shown("ID", "CONTAINER ID", sample -> ContainerView.id(sample.info(), whole))
        .shown("Name", "NAME", sample -> sample.info().name())
        .shown("CPUPerc", "CPU %", figure(stats -> percent(stats.cpuPercent())))
        .shown(
            "MemUsage",
            "MEM USAGE / LIMIT",
            figure(stats -> pair(stats.memoryBytes(), stats.memoryLimitBytes(), Amounts::binary)))
        .shown("MemPerc", "MEM %", figure(stats -> percent(memoryPercent(stats))))
        .shown(
            "NetIO",
            "NET I/O",
            figure(
                stats ->
                    pair(stats.networkReceivedBytes(), stats.networkSentBytes(), Amounts::decimal)))
        .shown(
            "BlockIO",
            "BLOCK I/O",
            figure(
                stats -> pair(stats.blockReadBytes(), stats.blockWrittenBytes(), Amounts::decimal)))
        .shown("PIDs", "PIDS", figure(StatsView::pids))
        .more("Container", "CONTAINER", sample -> sample.info().name());
  }

  private static Function<Sample, String> figure(Function<ContainerStats, String> shown) {
    return sample -> sample.stats().map(shown).orElse(UNKNOWN);
  }

  private static String pids(ContainerStats stats) {
    return stats.pids().isPresent() ? String.valueOf(stats.pids().getAsLong()) : UNKNOWN;
  }

  /** All figures, null where they are not known or the container does not run. */
  static Document document(ContainerInfo info, Optional<ContainerStats> sample) {
    return new Document()
        .with("id", info.id())
        .with("name", info.name())
        .with("running", sample.isPresent())
        .with("read", sample.map(ContainerStats::read))
        .with("cpuPercent", sample.map(ContainerStats::cpuPercent))
        .with("cpuTotalNanos", sample.map(ContainerStats::cpuTotalNanos))
        .with("memoryBytes", sample.map(ContainerStats::memoryBytes))
        .with("memoryLimitBytes", sample.map(ContainerStats::memoryLimitBytes))
        .with("memoryPercent", sample.map(StatsView::memoryPercent))
        .with("networkReceivedBytes", sample.map(ContainerStats::networkReceivedBytes))
        .with("networkSentBytes", sample.map(ContainerStats::networkSentBytes))
        .with("blockReadBytes", sample.map(ContainerStats::blockReadBytes))
        .with("blockWrittenBytes", sample.map(ContainerStats::blockWrittenBytes))
        .with("pids", sample.map(ContainerStats::pids));
  }

  private static OptionalDouble memoryPercent(ContainerStats stats) {
    return stats.memoryBytes().isPresent() && stats.memoryLimitBytes().orElse(0) > 0
        ? OptionalDouble.of(
            100.0 * stats.memoryBytes().getAsLong() / stats.memoryLimitBytes().getAsLong())
        : OptionalDouble.empty();
  }

  private static String percent(OptionalDouble percent) {
    return percent.isPresent()
        ? String.format(Locale.ROOT, "%.2f%%", percent.getAsDouble())
        : UNKNOWN;
  }

  private static String pair(OptionalLong first, OptionalLong second, LongFunction<String> shown) {
    if (first.isEmpty() && second.isEmpty()) {
      return UNKNOWN;
    }
    return amount(first, shown) + " / " + amount(second, shown);
  }

  private static String amount(OptionalLong bytes, LongFunction<String> shown) {
    return bytes.isPresent() ? shown.apply(bytes.getAsLong()) : UNKNOWN;
  }
}
