package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.CreateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerCreateContractTest extends CreateContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
