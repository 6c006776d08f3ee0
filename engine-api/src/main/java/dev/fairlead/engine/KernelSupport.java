package dev.fairlead.engine;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the machine of a daemon can enforce, by its {@code GET /info}. A daemon takes limits that
 * its kernel does not know, and ignores them with a warning at most, so that plans have to drop
 * them. What the answer does not mention counts as there. Immutable.
 */
public final class KernelSupport {

  private static final Map<String, SpecField> FLAGS =
      Map.of(
          "MemoryLimit", SpecField.MEMORY,
          "SwapLimit", SpecField.MEMORY_SWAP,
          "CpuCfsQuota", SpecField.CPUS,
          "CPUShares", SpecField.CPU_SHARES,
          "CPUSet", SpecField.CPUSET,
          "PidsLimit", SpecField.PIDS_LIMIT);

  private static final Set<SpecField> LIMITS =
      Set.of(
          SpecField.MEMORY,
          SpecField.MEMORY_SWAP,
          SpecField.MEMORY_RESERVATION,
          SpecField.CPUS,
          SpecField.CPU_SHARES,
          SpecField.CPUSET,
          SpecField.PIDS_LIMIT,
          SpecField.ULIMITS);

  /** Security modules whose options are passed over where they are not switched on. */
  private static final Map<String, String> MODULES =
      Map.of("apparmor", "unconfined", "label", "disable");

  private final Map<SpecField, String> lacking;
  private final Set<String> modules;

  private KernelSupport(Map<SpecField, String> lacking, Set<String> modules) {
    this.lacking = lacking;
    this.modules = modules;
  }

  /**
   * Reads what a daemon says.
   *
   * @param info the answer to {@code GET /info}
   * @return what is there, and what is not
   */
  public static KernelSupport of(JsonObject info) {
    Map<SpecField, String> lacking = new EnumMap<>(SpecField.class);
    FLAGS.forEach(
        (flag, field) -> {
          if (info.has(flag) && !info.flag(flag)) {
            lacking.put(field, "the daemon's machine cannot enforce it, see " + flag + " in /info");
          }
        });
    if (ignoresLimits(info)) {
      LIMITS.forEach(
          field ->
              lacking.put(
                  field, "without the rights of root, Podman needs version 2 of control groups"));
    }
    Set<String> modules = new HashSet<>();
    for (String option : info.texts("SecurityOptions")) {
      if (option.startsWith("name=apparmor")) {
        modules.add("apparmor");
      } else if (option.startsWith("name=selinux")) {
        modules.add("label");
      }
    }
    return new KernelSupport(lacking, modules);
  }

  /**
   * Whether a Podman of a user without the rights of root has no control groups to put containers
   * into, and passes over all their limits (4.3 with version 1 of control groups).
   *
   * @param info the answer to {@code GET /info}
   * @return true if so
   */
  public static boolean ignoresLimits(JsonObject info) {
    return info.flag("Rootless") && info.text("CgroupVersion").orElse("").equals("1");
  }

  /**
   * A machine that lacks nothing.
   *
   * @return support for everything
   */
  public static KernelSupport full() {
    return new KernelSupport(Map.of(), MODULES.keySet());
  }

  /** Why a field would be passed over; empty if it would not. */
  Optional<String> lacks(SpecField field, ContainerSpec spec) {
    return field == SpecField.SECURITY_OPTIONS
        ? spec.security().securityOptions().stream()
            .filter(this::passedOver)
            .findFirst()
            .map(option -> "the daemon's machine has not switched on what " + option + " is for")
        : Optional.ofNullable(lacking.get(field));
  }

  private boolean passedOver(String option) {
    String[] parts = option.split("[=:]", 2);
    String harmless = MODULES.get(parts[0]);
    return harmless != null
        && !modules.contains(parts[0])
        && parts.length == 2
        && !parts[1].equals(harmless);
  }
}
