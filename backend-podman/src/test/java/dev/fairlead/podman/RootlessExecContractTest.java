package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ExecContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class RootlessExecContractTest extends ExecContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = PodmanUnderTest.rootless();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
