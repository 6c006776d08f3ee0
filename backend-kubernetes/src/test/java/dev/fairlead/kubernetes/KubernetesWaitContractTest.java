package dev.fairlead.kubernetes;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.WaitContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubernetesWaitContractTest extends WaitContract {

  @RegisterExtension static final KubernetesUnderTest KUBERNETES = new KubernetesUnderTest();

  @Override
  protected ContractSubject subject() {
    return KUBERNETES;
  }
}
