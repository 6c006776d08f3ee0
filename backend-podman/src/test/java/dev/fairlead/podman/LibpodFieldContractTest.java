package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.FieldContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class LibpodFieldContractTest extends FieldContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = PodmanUnderTest.byItsOwnCall();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
