package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.CreateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class LibpodCreateContractTest extends CreateContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = PodmanUnderTest.byItsOwnCall();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
