package dev.fairlead.apple.making;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
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
public final class HostAddress {

  private static final String DEFAULT_NETWORK = "default";

  private final Program program;

  /**
   * Makes one. Nothing is asked yet.
   *
   * @param program by which is asked
   */
  public HostAddress(Program program) {
    this.program = program;
  }

  /**
   * Looks it up where a value speaks of it.
   *
   * @param operation what is done, for errors
   * @param env the variables of a process
   * @param networks the networks that it is on; none for the default
   * @return empty where nobody speaks of it, and where there is no network
   */
  public Mono<Optional<String>> neededBy(
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
