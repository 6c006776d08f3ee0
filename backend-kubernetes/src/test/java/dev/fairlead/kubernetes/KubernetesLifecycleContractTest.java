package dev.fairlead.kubernetes;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LifecycleContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubernetesLifecycleContractTest extends LifecycleContract {

  @RegisterExtension static final KubernetesUnderTest KUBERNETES = new KubernetesUnderTest();

  @Override
  protected ContractSubject subject() {
    return KUBERNETES;
  }
}
