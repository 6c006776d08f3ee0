package dev.fairlead.process;

import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.tck.ProbeContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class ProcessProbeContractTest extends ProbeContract {

  @TempDir Path state;

  @Override
  protected BackendProvider provider() {
    return new ProcessBackendProvider();
  }

  @Override
  protected ProbeContext here() {
    return ProbeContext.ofThisMachine()
        .withEnvironment(Map.of(StateDirectory.VARIABLE, state.resolve("home").toString()));
  }
}
