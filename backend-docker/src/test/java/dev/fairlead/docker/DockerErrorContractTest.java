package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ErrorContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerErrorContractTest extends ErrorContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
