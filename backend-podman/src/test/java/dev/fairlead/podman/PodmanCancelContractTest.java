package dev.fairlead.podman;

import dev.fairlead.tck.CancelContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanCancelContractTest extends CancelContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
