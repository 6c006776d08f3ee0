package dev.fairlead.docker;

import dev.fairlead.tck.CapabilityContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerCapabilityContractTest extends CapabilityContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }
}
