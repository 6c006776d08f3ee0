package dev.fairlead.podman;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.tck.DeadlineContract;
import dev.fairlead.testbed.FaultProxy;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The daemon answers while the backend is opened, and from then on a proxy swallows everything. */
class PodmanDeadlineContractTest extends DeadlineContract {

  @TempDir Path directory;

  private FaultProxy proxy;
  private Backend backend;

  @BeforeEach
  void open() throws IOException {
    Path socket = directory.resolve("proxy.sock");
    proxy =
        FaultProxy.between(socket, Endpoint.of(RealRuntime.podman()).socketPath().orElseThrow());
    backend =
        PodmanUnderTest.open(
            Endpoint.unix(socket),
            BackendOptions.defaults()
                .with(BackendOptions.OPERATION_TIMEOUT, operationTimeout())
                .with(BackendOptions.START_TIMEOUT, operationTimeout()));
    proxy.mute();
  }

  @AfterEach
  void close() throws IOException {
    if (backend != null) {
      backend.close().block(Duration.ofSeconds(10));
      proxy.close();
    }
  }

  @Override
  protected Backend silent() {
    return backend;
  }

  @Override
  protected Duration operationTimeout() {
    return Duration.ofSeconds(1);
  }
}
