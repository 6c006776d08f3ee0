package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.StopContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanStopContractTest extends StopContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
