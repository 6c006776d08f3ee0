package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ImageArchiveContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanImageArchiveContractTest extends ImageArchiveContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
