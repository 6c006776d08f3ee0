package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.access.AccessChoice;
import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which context and namespace are meant: what an option says, then the endpoint that a probe found,
 * then the variables that {@code --context} and {@code --namespace} set, then the kubeconfig.
 */
final class ClusterChoice {

  /** The variable that names a context of the kubeconfig. */
  static final String CONTEXT_VARIABLE = "FAIRLEAD_CONTEXT";

  /** The variable that names a namespace. */
  static final String NAMESPACE_VARIABLE = "FAIRLEAD_NAMESPACE";

  /** The variable that asks for a namespace that is not there to be made. */
  static final String CREATE_VARIABLE = "FAIRLEAD_CREATE_NAMESPACE";

  /** The setting of an endpoint that names the context it was found in. */
  static final String CONTEXT = "context";

  /** The setting of an endpoint that names its namespace. */
  static final String NAMESPACE = "namespace";

  /** The setting of an endpoint that names the kubeconfig files it was found by. */
  static final String KUBECONFIG = "kubeconfig";

  private ClusterChoice() {}

  static AccessChoice of(ProbeContext machine) {
    return new AccessChoice(
        machine.variable(CONTEXT_VARIABLE),
        machine.variable(NAMESPACE_VARIABLE),
        machine.explicitHost().filter(ClusterChoice::isServer));
  }

  static AccessChoice of(Endpoint endpoint, BackendOptions options) {
    ProbeContext machine = options.machine();
    return new AccessChoice(
        options
            .find(KubernetesProvider.CONTEXT)
            .or(() -> endpoint.setting(CONTEXT))
            .or(() -> machine.variable(CONTEXT_VARIABLE)),
        options
            .find(KubernetesProvider.NAMESPACE)
            .or(() -> endpoint.setting(NAMESPACE))
            .or(() -> machine.variable(NAMESPACE_VARIABLE)),
        Optional.of(endpoint.uri()).filter(ClusterChoice::isServer));
  }

  /** The machine as the probe that found an endpoint saw it: with the same kubeconfig files. */
  static ProbeContext machine(Endpoint endpoint, BackendOptions options) {
    ProbeContext machine = options.machine();
    return endpoint
        .setting(KUBECONFIG)
        .map(
            files -> {
              Map<String, String> environment = new HashMap<>(machine.environment());
              environment.put(ClusterPlaces.VARIABLE, files);
              return machine.withEnvironment(environment);
            })
        .orElse(machine);
  }

  /** Whether a namespace that is not there is to be made. */
  static boolean createsNamespace(ProbeContext machine) {
    return machine
        .variable(CREATE_VARIABLE)
        .filter(value -> value.equals("1") || value.equalsIgnoreCase("true"))
        .isPresent();
  }

  static boolean createsNamespace(BackendOptions options) {
    return options
        .find(KubernetesProvider.CREATE_NAMESPACE)
        .orElseGet(() -> createsNamespace(options.machine()));
  }

  /** Whether an address is one that API servers have. */
  static boolean isServer(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
  }
}
