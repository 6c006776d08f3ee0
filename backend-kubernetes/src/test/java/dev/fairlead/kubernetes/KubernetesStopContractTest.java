package dev.fairlead.kubernetes;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.StopContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubernetesStopContractTest extends StopContract {

  @RegisterExtension static final KubernetesUnderTest KUBERNETES = new KubernetesUnderTest();

  @Override
  protected ContractSubject subject() {
    return KUBERNETES;
  }
}
