package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.VolumeContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerVolumeContractTest extends VolumeContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
