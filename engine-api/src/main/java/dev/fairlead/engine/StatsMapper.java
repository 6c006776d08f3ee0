package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerStats;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads samples of {@code GET /containers/{id}/stats} (Engine API 1.41 to 1.51), and makes the same
 * figures of them as the docker command does in {@code calculateCPUPercentUnix}, {@code
 * calculateMemUsageUnixNoCache}, {@code calculateNetwork} and {@code calculateBlockIO} of its
 * {@code cli/command/container/stats_helpers.go}.
 */
final class StatsMapper {

  private StatsMapper() {}

  /** A sample; empty for the zeros that a daemon sends while the container does not run. */
  static Optional<ContainerStats> sample(JsonObject json) {
    JsonObject cpu = json.object("cpu_stats");
    OptionalLong total = cpu.object("cpu_usage").number("total_usage");
    return json.time("read")
        .map(
            read ->
                new ContainerStats(
                    read,
                    cpuPercent(cpu, json.object("precpu_stats")),
                    total,
                    memory(json.object("memory_stats")),
                    json.object("memory_stats").number("limit"),
                    network(json, "rx_bytes"),
                    network(json, "tx_bytes"),
                    blocks(json.object("blkio_stats"), 'r'),
                    blocks(json.object("blkio_stats"), 'w'),
                    json.object("pids_stats").number("current")));
  }

  /**
   * The container's share of the time that all processors together had between two samples, times
   * the number of processors, in percent: {@code (cpuDelta / systemDelta) * onlineCpus * 100}. The
   * first sample of a stream has nothing before it.
   */
  private static OptionalDouble cpuPercent(JsonObject now, JsonObject before) {
    OptionalLong system = now.number("system_cpu_usage");
    OptionalLong systemBefore = before.number("system_cpu_usage");
    if (system.isEmpty() || systemBefore.isEmpty()) {
      return OptionalDouble.empty();
    }
    double systemDelta = system.getAsLong() - systemBefore.getAsLong();
    double cpuDelta =
        now.object("cpu_usage").number("total_usage").orElse(0)
            - before.object("cpu_usage").number("total_usage").orElse(0);
    if (systemDelta <= 0 || cpuDelta <= 0) {
      return OptionalDouble.of(0);
    }
    long online = now.number("online_cpus").orElse(0);
    long cpus = online > 0 ? online : now.object("cpu_usage").count("percpu_usage");
    return OptionalDouble.of(cpuDelta / systemDelta * cpus * 100);
  }

  /**
   * Adds the rate to a sample whose daemon tells none, as Podman (4.3 to 5.8): the time of
   * processors over the time between both, in percent of one processor.
   */
  static ContainerStats rated(ContainerStats before, ContainerStats now) {
    long time = Duration.between(before.read(), now.read()).toNanos();
    if (now.cpuPercent().isPresent()
        || now.cpuTotalNanos().isEmpty()
        || before.cpuTotalNanos().isEmpty()
        || time <= 0) {
      return now;
    }
    double used = now.cpuTotalNanos().getAsLong() - before.cpuTotalNanos().getAsLong();
    return new ContainerStats(
        now.read(),
        OptionalDouble.of(Math.max(0, used / time * 100)),
        now.cpuTotalNanos(),
        now.memoryBytes(),
        now.memoryLimitBytes(),
        now.networkReceivedBytes(),
        now.networkSentBytes(),
        now.blockReadBytes(),
        now.blockWrittenBytes(),
        now.pids());
  }

  /**
   * What is used without the file cache that nobody used of late: the kernel takes that back at
   * once. It is {@code total_inactive_file} with version 1 of cgroups and {@code inactive_file}
   * with version 2, where the former name does not exist.
   */
  private static OptionalLong memory(JsonObject memory) {
    OptionalLong usage = memory.number("usage");
    if (usage.isEmpty()) {
      return usage;
    }
    JsonObject details = memory.object("stats");
    OptionalLong version1 = details.number("total_inactive_file");
    long cache =
        version1.isPresent() && version1.getAsLong() < usage.getAsLong()
            ? version1.getAsLong()
            : details.number("inactive_file").orElse(0);
    return cache < usage.getAsLong() ? OptionalLong.of(usage.getAsLong() - cache) : usage;
  }

  /** Over all networks; empty where the container has none of its own. */
  private static OptionalLong network(JsonObject json, String direction) {
    JsonObject networks = json.has("networks") ? json.object("networks") : json.object("network");
    return networks.names().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            networks.names().stream()
                .mapToLong(name -> networks.object(name).number(direction).orElse(0))
                .sum());
  }

  /** Bytes by the first letter of the operation, which version 2 of cgroups writes small. */
  private static OptionalLong blocks(JsonObject blocks, char operation) {
    return blocks.has("io_service_bytes_recursive")
        ? OptionalLong.of(
            blocks.objects("io_service_bytes_recursive").stream()
                .filter(
                    entry ->
                        Character.toLowerCase(entry.text("op").orElse(" ").charAt(0)) == operation)
                .mapToLong(entry -> entry.number("value").orElse(0))
                .sum())
        : OptionalLong.empty();
  }
}
