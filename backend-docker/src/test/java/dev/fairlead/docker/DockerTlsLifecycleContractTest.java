package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LifecycleContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerTlsLifecycleContractTest extends LifecycleContract {

  @RegisterExtension static final DockerUnderTest DOCKER = DockerUnderTest.behindTls();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
