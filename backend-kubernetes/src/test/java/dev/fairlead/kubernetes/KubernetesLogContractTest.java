package dev.fairlead.kubernetes;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LogContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubernetesLogContractTest extends LogContract {

  @RegisterExtension static final KubernetesUnderTest KUBERNETES = new KubernetesUnderTest();

  @Override
  protected ContractSubject subject() {
    return KUBERNETES;
  }
}
