package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.VolumeContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanVolumeContractTest extends VolumeContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
