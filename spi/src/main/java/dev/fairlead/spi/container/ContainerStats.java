package dev.fairlead.spi.container;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a container uses at one moment. Empty means that the runtime does not tell.
 *
 * @param read when it was measured
 * @param cpuPercent processor time since the previous sample, in percent of one processor: 200
 *     means two whole processors. Empty for a first sample
 * @param cpuTotalNanos processor time since the start, in nanoseconds
 * @param memoryBytes memory in use without what the kernel can take back at once, in bytes
 * @param memoryLimitBytes limit of memory, in bytes
 * @param networkReceivedBytes bytes received over all networks since the start
 * @param networkSentBytes bytes sent over all networks since the start
 * @param blockReadBytes bytes read from disks since the start
 * @param blockWrittenBytes bytes written to disks since the start
 * @param pids processes and threads now
 */
public record ContainerStats(
    Instant read,
    OptionalDouble cpuPercent,
    OptionalLong cpuTotalNanos,
    OptionalLong memoryBytes,
    OptionalLong memoryLimitBytes,
    OptionalLong networkReceivedBytes,
    OptionalLong networkSentBytes,
    OptionalLong blockReadBytes,
    OptionalLong blockWrittenBytes,
    OptionalLong pids) {

  /** Checks that no part is null. */
  public ContainerStats {
    Objects.requireNonNull(read, "read");
    Objects.requireNonNull(cpuPercent, "cpuPercent");
    Objects.requireNonNull(cpuTotalNanos, "cpuTotalNanos");
    Objects.requireNonNull(memoryBytes, "memoryBytes");
    Objects.requireNonNull(memoryLimitBytes, "memoryLimitBytes");
    Objects.requireNonNull(networkReceivedBytes, "networkReceivedBytes");
    Objects.requireNonNull(networkSentBytes, "networkSentBytes");
    Objects.requireNonNull(blockReadBytes, "blockReadBytes");
    Objects.requireNonNull(blockWrittenBytes, "blockWrittenBytes");
    Objects.requireNonNull(pids, "pids");
  }
}
