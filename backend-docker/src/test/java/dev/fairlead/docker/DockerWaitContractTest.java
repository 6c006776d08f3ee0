package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.WaitContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerWaitContractTest extends WaitContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
