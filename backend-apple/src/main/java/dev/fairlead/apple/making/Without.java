package dev.fairlead.apple.making;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.ResourceLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A specification without the fields that a plan drops, of those that have a flag: what somebody
 * accepted to lose must not be asked for in a way that the program refuses.
 */
final class Without {

  private Without() {}

  static ContainerSpec fields(ContainerSpec spec, Set<SpecField> dropped) {
    return dropped.isEmpty()
        ? spec
        : new ContainerSpec(
            spec.image(),
            spec.name(),
            process(spec.process(), dropped),
            spec.mounts().stream()
                .filter(mount -> !dropped.contains(MountPlan.field(mount)))
                .toList(),
            networking(spec.networking(), dropped),
            limits(spec.resources(), dropped),
            spec.security(),
            spec.devices(),
            spec.lifecycle(),
            spec.labels(),
            spec.annotations(),
            dropped.contains(SpecField.PLATFORM) ? Optional.empty() : spec.platform(),
            spec.pullPolicy(),
            spec.imageCredentials(),
            spec.logDriver(),
            spec.pod(),
            spec.backendOptions());
  }

  private static ProcessSpec process(ProcessSpec process, Set<SpecField> dropped) {
    return new ProcessSpec(
        process.entrypoint(),
        process.command(),
        dropped.contains(SpecField.ENV) ? Map.of() : process.env(),
        process.user(),
        process.workingDirectory(),
        process.stdin(),
        process.tty() && !dropped.contains(SpecField.TTY));
  }

  private static NetworkingSpec networking(NetworkingSpec networking, Set<SpecField> dropped) {
    return new NetworkingSpec(
        dropped.contains(SpecField.NETWORKS) ? List.of() : networking.networks(),
        dropped.contains(SpecField.PORTS) ? List.of() : networking.ports(),
        networking.publishAll(),
        networking.hostname(),
        networking.extraHosts(),
        networking.dnsServers(),
        networking.dnsSearch(),
        networking.dnsOptions());
  }

  private static ResourceLimits limits(ResourceLimits limits, Set<SpecField> dropped) {
    return new ResourceLimits(
        dropped.contains(SpecField.MEMORY) ? OptionalLong.empty() : limits.memoryBytes(),
        limits.memorySwapBytes(),
        limits.memoryReservationBytes(),
        dropped.contains(SpecField.CPUS) ? OptionalLong.empty() : limits.nanoCpus(),
        limits.cpuShares(),
        limits.cpuset(),
        limits.pidsLimit(),
        limits.shmBytes(),
        limits.oomScoreAdjustment(),
        dropped.contains(SpecField.ULIMITS) ? List.of() : limits.ulimits());
  }
}
