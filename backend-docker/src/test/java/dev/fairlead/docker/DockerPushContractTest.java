package dev.fairlead.docker;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.PushContract;
import dev.fairlead.testing.RealRuntime;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerPushContractTest extends PushContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }

  @Override
  protected String registry() {
    return RealRuntime.registry();
  }
}
