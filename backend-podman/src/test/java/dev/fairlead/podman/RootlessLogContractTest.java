package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LogContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class RootlessLogContractTest extends LogContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = PodmanUnderTest.rootless();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
