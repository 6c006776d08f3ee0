package dev.fairlead.docker;

import dev.fairlead.tck.CancelContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerTlsCancelContractTest extends CancelContract {

  @RegisterExtension static final DockerUnderTest DOCKER = DockerUnderTest.behindTls();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
