package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.NetworkContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class RootlessNetworkContractTest extends NetworkContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = PodmanUnderTest.rootless();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
