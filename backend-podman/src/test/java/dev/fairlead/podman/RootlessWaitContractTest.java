package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.WaitContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class RootlessWaitContractTest extends WaitContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = PodmanUnderTest.rootless();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
