package dev.fairlead.docker;

import dev.fairlead.tck.BackpressureContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerBackpressureContractTest extends BackpressureContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
