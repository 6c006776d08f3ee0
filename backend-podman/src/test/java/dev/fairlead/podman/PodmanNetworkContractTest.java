package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.NetworkContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanNetworkContractTest extends NetworkContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
