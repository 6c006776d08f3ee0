package dev.fairlead.docker;

import dev.fairlead.tck.AttachContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerTlsAttachContractTest extends AttachContract {

  @RegisterExtension static final DockerUnderTest DOCKER = DockerUnderTest.behindTls();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
