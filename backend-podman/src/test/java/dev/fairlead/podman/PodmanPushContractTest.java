package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.PushContract;
import dev.fairlead.testing.RealRuntime;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanPushContractTest extends PushContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }

  @Override
  protected String registry() {
    return RealRuntime.registry();
  }
}
