package dev.fairlead.docker;

import dev.fairlead.engine.EngineAddress;
import dev.fairlead.engine.EngineClient;
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
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real Docker Engine as the kit sees it. Opened before the first test that has one, and closed
 * after the last; idle connections are closed so soon that every open socket is one in use.
 */
final class DockerUnderTest implements ContractSubject, BeforeEachCallback, AfterAllCallback {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration IDLE = Duration.ofMillis(200);

  private final Supplier<Endpoint> endpoint;
  private Backend backend;

  DockerUnderTest() {
    this(() -> Endpoint.of(RealRuntime.docker()));
  }

  DockerUnderTest(Supplier<Endpoint> endpoint) {
    this.endpoint = endpoint;
  }

  /** The same daemon by way of TLS. */
  static DockerUnderTest behindTls() {
    return new DockerUnderTest(
        () ->
            new Endpoint(
                RealRuntime.dockerBehindTls(),
                Map.of(EngineAddress.TLS_DIRECTORY, RealRuntime.tlsMaterial().toString())));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (backend == null) {
      backend = open(endpoint.get(), BackendOptions.defaults());
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
    HttpTransportOptions limits =
        HttpTransportOptions.defaults()
            .withConnectTimeout(options.connectTimeout())
            .withResponseTimeout(options.operationTimeout())
            .withIdleTimeout(IDLE);
    HttpAddress address = EngineAddress.of(endpoint);
    return EngineClient.open(
            DockerProvider.ID, endpoint, options, () -> HttpTransport.open(address, limits))
        .flatMap(
            client ->
                new DockerOpening(DockerSought.ENGINE, endpoint, options, new RecentInfo())
                    .assemble(client))
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
