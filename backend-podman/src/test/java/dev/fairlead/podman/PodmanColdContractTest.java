package dev.fairlead.podman;

import dev.fairlead.tck.ColdContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanColdContractTest extends ColdContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
