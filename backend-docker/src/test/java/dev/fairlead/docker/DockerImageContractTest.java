package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ImageContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerImageContractTest extends ImageContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
