package dev.fairlead.podman;

import dev.fairlead.tck.AttachContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class RootlessAttachContractTest extends AttachContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = PodmanUnderTest.rootless();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
