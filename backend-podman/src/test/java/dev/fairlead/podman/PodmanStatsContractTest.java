package dev.fairlead.podman;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.StatsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanStatsContractTest extends StatsContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }
}
