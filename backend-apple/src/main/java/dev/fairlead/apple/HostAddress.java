package dev.fairlead.apple;

import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.NetworkAttachment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * The address under which containers reach the machine: the gateway of their first network, which
 * macOS 26 chooses anew (reference, section 6), so it is always read.
 */
final class HostAddress {

  private static final String DEFAULT_NETWORK = "default";

  private final Program program;

  HostAddress(Program program) {
    this.program = program;
  }

  /** Looked up where a value speaks of it; empty elsewhere, and where there is no network. */
  Mono<Optional<String>> neededBy(
      String operation, Map<String, EnvValue> env, List<NetworkAttachment> networks) {
    String network = networks.isEmpty() ? DEFAULT_NETWORK : networks.get(0).network();
    if (!EnvironmentPlan.speaksOfHost(env) || network.equals(NetworkAttachment.NONE)) {
      return Mono.just(Optional.empty());
    }
    return program
        .objects(operation, network, Invocation.of("network", "inspect", network))
        .map(
            found ->
                found.stream().map(each -> each.part("status").require("ipv4Gateway")).findFirst());
  }
}
