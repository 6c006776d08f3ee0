package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LifecycleContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanLifecycleContractTest extends LifecycleContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
