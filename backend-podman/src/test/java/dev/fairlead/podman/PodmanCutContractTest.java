package dev.fairlead.podman;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.CutContract;
import dev.fairlead.testbed.FaultProxy;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every connection goes through a proxy that cuts it when it is told to. */
class PodmanCutContractTest extends CutContract {

  @TempDir Path directory;

  /** Around the contract's own preparations and its look at what is left. */
  @RegisterExtension final BeforeEachCallback opening = context -> open();

  @RegisterExtension final AfterEachCallback closing = context -> close();

  private FaultProxy proxy;
  private Backend backend;

  private void open() throws IOException {
    Path socket = directory.resolve("proxy.sock");
    Path podman = Endpoint.of(RealRuntime.podman()).socketPath().orElseThrow();
    proxy = FaultProxy.between(socket, podman);
    backend = PodmanUnderTest.open(Endpoint.unix(socket), BackendOptions.defaults());
  }

  private void close() throws IOException {
    if (backend != null) {
      backend.close().block(Duration.ofSeconds(10));
      proxy.close();
    }
  }

  @Override
  protected void cut() {
    proxy.cut();
  }

  @Override
  protected ContractSubject subject() {
    return new ContractSubject() {
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
    };
  }
}
