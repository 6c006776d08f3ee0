package dev.fairlead.kubernetes;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ImageArchiveContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubernetesImageArchiveContractTest extends ImageArchiveContract {

  @RegisterExtension static final KubernetesUnderTest KUBERNETES = new KubernetesUnderTest();

  @Override
  protected ContractSubject subject() {
    return KUBERNETES;
  }
}
