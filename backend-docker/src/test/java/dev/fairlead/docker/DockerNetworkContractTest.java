package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.NetworkContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerNetworkContractTest extends NetworkContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
