package dev.fairlead.podman;

import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.RegistryLoginContract;
import dev.fairlead.testing.RealRuntime;
import org.junit.jupiter.api.extension.RegisterExtension;

class PodmanRegistryLoginContractTest extends RegistryLoginContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }

  @Override
  protected String registry() {
    return RealRuntime.guardedRegistry().name();
  }

  @Override
  protected RegistryCredentials.Basic login() {
    RealRuntime.GuardedRegistry guarded = RealRuntime.guardedRegistry();
    return new RegistryCredentials.Basic(guarded.user(), guarded.password());
  }
}
