package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerStats;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** What a container uses, as tables and documents show it. */
final class StatsView {

  static final List<String> HEADING =
      List.of(
          "CONTAINER ID",
          "NAME",
          "CPU %",
          "MEM USAGE / LIMIT",
          "MEM %",
          "NET I/O",
          "BLOCK I/O",
          "PIDS");

  private static final String UNKNOWN = "--";

  private StatsView() {}

  /** One line; what is not known, or not now, is two hyphens. */
  static List<String> row(ContainerInfo info, Optional<ContainerStats> sample, boolean whole) {
    if (sample.isEmpty()) {
      return List.of(
          ContainerView.id(info, whole),
          info.name(),
          UNKNOWN,
          UNKNOWN,
          UNKNOWN,
          UNKNOWN,
          UNKNOWN,
          UNKNOWN);
    }
    ContainerStats stats = sample.get();
    return List.of(
        ContainerView.id(info, whole),
        info.name(),
        percent(stats.cpuPercent()),
        pair(stats.memoryBytes(), stats.memoryLimitBytes(), Amounts::binary),
        percent(memoryPercent(stats)),
        pair(stats.networkReceivedBytes(), stats.networkSentBytes(), Amounts::decimal),
        pair(stats.blockReadBytes(), stats.blockWrittenBytes(), Amounts::decimal),
        stats.pids().isPresent() ? String.valueOf(stats.pids().getAsLong()) : UNKNOWN);
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
