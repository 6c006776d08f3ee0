package dev.fairlead.kubernetes;

import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.tck.ProbeContract;
import dev.fairlead.testing.RealRuntime;
import org.junit.jupiter.api.BeforeEach;

class KubernetesProbeContractTest extends ProbeContract {

  @BeforeEach
  void needsKubernetes() {
    RealRuntime.kubernetes();
  }

  @Override
  protected BackendProvider provider() {
    return new KubernetesProvider();
  }

  @Override
  protected ProbeContext here() {
    return KubernetesUnderTest.machine(RealRuntime.kubernetes().kubeconfig());
  }
}
