package dev.fairlead.kubernetes;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.FileContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class KubernetesFileContractTest extends FileContract {

  @RegisterExtension static final KubernetesUnderTest KUBERNETES = new KubernetesUnderTest();

  @Override
  protected ContractSubject subject() {
    return KUBERNETES;
  }
}
