package dev.fairlead.podman.libpod;

import dev.fairlead.spi.container.ResourceLimits;
import dev.fairlead.spi.container.SecuritySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a container may use and do, as Podman's own create takes it. */
final class LibpodLimits {

  /** The period that shares of processors are given in, in microseconds: the kernel's own. */
  private static final long PERIOD = 100_000;

  private static final long NANOS_IN_CPU = 1_000_000_000;

  private LibpodLimits() {}

  static void resources(ResourceLimits limits, Fields body) {
    Fields cpu = new Fields().put("shares", limits.cpuShares()).put("cpus", limits.cpuset());
    limits
        .nanoCpus()
        .ifPresent(
            nanos ->
                cpu.put("quota", Math.max(1000, nanos * PERIOD / NANOS_IN_CPU))
                    .put("period", PERIOD));
    Fields memory =
        new Fields()
            .put("limit", limits.memoryBytes())
            .put("swap", limits.memorySwapBytes())
            .put("reservation", limits.memoryReservationBytes());
    body.putFilled(
        "resource_limits",
        new Fields()
            .putFilled("cpu", cpu.map())
            .putFilled("memory", memory.map())
            .putFilled("pids", new Fields().put("limit", limits.pidsLimit()).map())
            .map());
    body.put("shm_size", limits.shmBytes());
    body.put("oom_score_adj", limits.oomScoreAdjustment());
    List<Object> ulimits = new ArrayList<>();
    limits
        .ulimits()
        .forEach(
            limit ->
                ulimits.add(
                    new Fields()
                        .put("type", limit.name())
                        .put("soft", limit.soft())
                        .put("hard", limit.hard())
                        .map()));
    body.putFilled("r_limits", ulimits);
  }

  static void security(SecuritySpec security, Fields body) {
    body.putTrue("privileged", security.privileged());
    body.putFilled("cap_add", security.capAdd().stream().sorted().toList());
    body.putFilled("cap_drop", security.capDrop().stream().sorted().toList());
    body.putTrue("read_only_filesystem", security.readOnlyRoot());
    body.putFilled("groups", security.groups());
    body.putFilled("sysctl", security.sysctls());
    body.put("userns", security.userNamespace().map(LibpodLimits::namespace));
    body.put("pidns", security.pidNamespace().map(LibpodLimits::namespace));
    body.put("ipcns", security.ipcNamespace().map(LibpodLimits::namespace));
    List<String> labels = new ArrayList<>();
    for (String option : security.securityOptions()) {
      Word word = Word.of(option);
      switch (word.name()) {
        case "no-new-privileges":
          body.put("no_new_privileges", !word.value().equals("false"));
          break;
        case "seccomp":
          body.put("seccomp_profile_path", word.value());
          break;
        case "apparmor":
          body.put("apparmor_profile", word.value());
          break;
        case "label":
          labels.add(word.value());
          break;
        default:
          break; // refused by the plan
      }
    }
    body.putFilled("selinux_opts", labels);
  }

  /** A security option that has no place in the call; empty if all have one. */
  static Optional<String> unknownOption(SecuritySpec security) {
    return security.securityOptions().stream()
        .map(option -> Word.of(option).name())
        .filter(
            name -> !List.of("no-new-privileges", "seccomp", "apparmor", "label").contains(name))
        .findFirst();
  }

  /** A namespace: {@code host}, {@code private}, {@code container:ID}, {@code keep-id:OPTIONS}. */
  static Map<String, Object> namespace(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? Map.of("nsmode", text)
        : Map.of("nsmode", text.substring(0, colon), "value", text.substring(colon + 1));
  }

  /** A security option: a name, and a value behind {@code =} or {@code :}. */
  private record Word(String name, String value) {
    static Word of(String option) {
      String[] parts = option.split("[=:]", 2);
      return new Word(parts[0], parts.length > 1 ? parts[1] : "");
    }
  }
}
