package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.SecuritySpec;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the container may do, for itself and as a member of its pod. */
final class SecurityMapping {

  /**
   * The kernel parameters that every kubelet allows, see "Using sysctls in a Kubernetes Cluster".
   */
  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_unprivileged_port_start");

  private static final Set<String> NO_NEW_PRIVILEGES =
      Set.of("no-new-privileges", "no-new-privileges:true", "no-new-privileges=true");
  private static final String UNCONFINED = "seccomp=unconfined";

  private SecurityMapping() {}

  /** User and group by number; empty for names, which only the image could look up. */
  static Optional<long[]> numbers(String user) {
    return user.matches("[0-9]{1,10}(:[0-9]{1,10})?")
        ? Optional.of(List.of(user.split(":", 2)).stream().mapToLong(Long::parseLong).toArray())
        : Optional.empty();
  }

  static boolean understands(String option) {
    return NO_NEW_PRIVILEGES.contains(option) || option.equals(UNCONFINED);
  }

  static List<String> unsafe(SecuritySpec security) {
    return security.sysctls().keySet().stream()
        .filter(name -> !SAFE_SYSCTLS.contains(name))
        .sorted()
        .toList();
  }

  static boolean isNumber(String group) {
    return group.matches("[0-9]{1,10}");
  }

  static SecurityContext ofContainer(ContainerSpec spec) {
    SecuritySpec security = spec.security();
    SecurityContextBuilder context = new SecurityContextBuilder();
    if (security.privileged()) {
      context.withPrivileged(true);
    }
    if (security.readOnlyRoot()) {
      context.withReadOnlyRootFilesystem(true);
    }
    if (security.securityOptions().stream().anyMatch(NO_NEW_PRIVILEGES::contains)) {
      context.withAllowPrivilegeEscalation(false);
    }
    if (security.securityOptions().contains(UNCONFINED)) {
      context.withNewSeccompProfile().withType("Unconfined").endSeccompProfile();
    }
    if (!security.capAdd().isEmpty() || !security.capDrop().isEmpty()) {
      context
          .withNewCapabilities()
          .withAdd(bare(security.capAdd()))
          .withDrop(bare(security.capDrop()))
          .endCapabilities();
    }
    spec.process()
        .user()
        .flatMap(SecurityMapping::numbers)
        .ifPresent(
            numbers -> {
              context.withRunAsUser(numbers[0]);
              if (numbers.length > 1) {
                context.withRunAsGroup(numbers[1]);
              }
            });
    return context.build();
  }

  static PodSecurityContext ofPod(SecuritySpec security) {
    PodSecurityContextBuilder context = new PodSecurityContextBuilder();
    context.withSupplementalGroups(
        security.groups().stream()
            .filter(SecurityMapping::isNumber)
            .map(Long::valueOf)
            .collect(Collectors.toList()));
    security
        .sysctls()
        .forEach(
            (name, value) -> context.addNewSysctl().withName(name).withValue(value).endSysctl());
    return context.build();
  }

  /** Capabilities without the prefix that some write. */
  private static List<String> bare(Set<String> capabilities) {
    return capabilities.stream()
        .map(name -> name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", ""))
        .sorted()
        .collect(Collectors.toList());
  }
}
