package dev.fairlead.podman;

import dev.fairlead.tck.BackpressureContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanBackpressureContractTest extends BackpressureContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
