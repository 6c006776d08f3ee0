package dev.fairlead.docker;

import dev.fairlead.tck.BackpressureContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerTlsBackpressureContractTest extends BackpressureContract {

  @RegisterExtension static final DockerUnderTest DOCKER = DockerUnderTest.behindTls();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
