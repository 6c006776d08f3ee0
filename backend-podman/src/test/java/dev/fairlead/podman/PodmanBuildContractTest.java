package dev.fairlead.podman;

import dev.fairlead.tck.BuildContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanBuildContractTest extends BuildContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
