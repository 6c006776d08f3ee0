package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LeakProbe;
import dev.fairlead.testing.OpenSockets;
import dev.fairlead.testing.RealRuntime;
import dev.fairlead.transport.http.HttpTransportOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A namespace of a real cluster as the kit sees it. Opened before the first test that has one, and
 * closed after the last; idle connections are closed so soon that every open socket is one in use.
 */
final class KubernetesUnderTest implements ContractSubject, BeforeEachCallback, AfterAllCallback {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration IDLE = Duration.ofMillis(200);

  private Backend backend;

  @Override
  public void beforeEach(ExtensionContext context) {
    if (backend == null) {
      backend = open(RealRuntime.kubernetes().kubeconfig(), BackendOptions.defaults());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (backend != null) {
      backend.close().block(LONG);
      backend = null;
    }
  }

  /** Opens the namespace of a kubeconfig. */
  static Backend open(Path kubeconfig, BackendOptions options) {
    BackendOptions here = options.with(BackendOptions.MACHINE, machine(kubeconfig));
    ClusterAccess access =
        new ClusterPlaces(here.machine(), Clock.systemUTC())
            .find(ClusterChoice.of(here.machine()))
            .blockOptional(LONG)
            .orElseThrow();
    HttpTransportOptions limits =
        HttpTransportOptions.defaults()
            .withConnectTimeout(here.connectTimeout())
            .withResponseTimeout(here.operationTimeout())
            .withIdleTimeout(IDLE);
    ApiServer server = ApiServer.open(access, here, limits);
    return ClusterTraits.ask(server, here, "open the cluster under test")
        .map(
            traits ->
                new KubernetesBackend(
                    Endpoint.of(access.server()), server, traits, here, Clock.systemUTC()))
        .block(LONG);
  }

  /** A machine that knows one kubeconfig and no other cluster. */
  static ProbeContext machine(Path kubeconfig) {
    Path directory = kubeconfig.getParent();
    return new ProbeContext(
        Map.of("KUBECONFIG", kubeconfig.toString()),
        directory,
        OperatingSystem.LINUX,
        Optional.empty(),
        Duration.ofSeconds(3),
        directory);
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public String image() {
    return "test/busybox:1";
  }

  @Override
  public Duration stepTimeout() {
    return Duration.ofSeconds(40);
  }

  @Override
  public List<LeakProbe> leakProbes() {
    return List.of(new LeakProbe("open sockets", OpenSockets::count));
  }
}
