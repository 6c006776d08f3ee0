package dev.fairlead.podman;

import dev.fairlead.engine.EngineAddress;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.probe.EngineTraits;
import dev.fairlead.engine.probe.RecentInfo;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LeakProbe;
import dev.fairlead.testing.OpenSockets;
import dev.fairlead.testing.RealRuntime;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.HttpTransportOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Podman as the kit sees it. Opened before the first test that has one, and closed after the
 * last; idle connections are closed so soon that every open socket is one in use.
 */
final class PodmanUnderTest implements ContractSubject, BeforeEachCallback, AfterAllCallback {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration IDLE = Duration.ofMillis(200);

  private final Supplier<Endpoint> endpoint;
  private final EngineTraits traits;
  private Backend backend;

  PodmanUnderTest() {
    this(() -> Endpoint.of(RealRuntime.podman()), new PodmanTraits());
  }

  private PodmanUnderTest(Supplier<Endpoint> endpoint, EngineTraits traits) {
    this.endpoint = endpoint;
    this.traits = traits;
  }

  /** One whose containers are all made by Podman's own call. */
  static PodmanUnderTest byItsOwnCall() {
    return new PodmanUnderTest(() -> Endpoint.of(RealRuntime.podman()), new OwnCallOnly());
  }

  /** That of a user without the rights of root. */
  static PodmanUnderTest rootless() {
    return new PodmanUnderTest(() -> Endpoint.of(RealRuntime.rootlessPodman()), new PodmanTraits());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (backend == null) {
      backend = open(endpoint.get(), BackendOptions.defaults(), traits);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (backend != null) {
      backend.close().block(LONG);
      backend = null;
    }
  }

  static Backend open(Endpoint endpoint, BackendOptions options) {
    return open(endpoint, options, new PodmanTraits());
  }

  private static Backend open(Endpoint endpoint, BackendOptions options, EngineTraits traits) {
    HttpTransportOptions limits =
        HttpTransportOptions.defaults()
            .withConnectTimeout(options.connectTimeout())
            .withResponseTimeout(options.operationTimeout())
            .withIdleTimeout(IDLE);
    HttpAddress address = EngineAddress.of(endpoint);
    return EngineClient.open(
            PodmanProvider.ID, endpoint, options, () -> HttpTransport.open(address, limits))
        .flatMap(
            client ->
                new PodmanOpening(endpoint, options, traits, new RecentInfo()).assemble(client))
        .block(LONG);
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public String image() {
    return "busybox";
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
