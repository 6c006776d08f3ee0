package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.InputContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerTlsInputContractTest extends InputContract {

  @RegisterExtension static final DockerUnderTest DOCKER = DockerUnderTest.behindTls();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
