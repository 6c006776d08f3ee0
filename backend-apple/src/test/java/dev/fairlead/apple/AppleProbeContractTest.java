package dev.fairlead.apple;

import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.tck.ProbeContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class AppleProbeContractTest extends ProbeContract {

  @TempDir Path directory;

  @Override
  protected BackendProvider provider() {
    return new AppleProvider();
  }

  @Override
  protected ProbeContext here() {
    ProbeContext machine = Stage.alone(directory).machine();
    Map<String, String> environment = new HashMap<>(machine.environment());
    environment.put(AppleProgram.VARIABLE, Stage.PROGRAM.toString());
    return machine.withEnvironment(environment);
  }
}
