package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.StopContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerStopContractTest extends StopContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
