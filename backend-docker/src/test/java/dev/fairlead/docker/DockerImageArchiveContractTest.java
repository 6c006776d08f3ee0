package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ImageArchiveContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerImageArchiveContractTest extends ImageArchiveContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
