package dev.fairlead.kubernetes;

import dev.fairlead.tck.BuildContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubernetesBuildContractTest extends BuildContract {

  @RegisterExtension static final KubernetesUnderTest KUBERNETES = new KubernetesUnderTest();

  @Override
  protected ContractSubject subject() {
    return KUBERNETES;
  }
}
