package dev.fairlead.docker;

import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.RegistryLoginContract;
import dev.fairlead.testing.RealRuntime;
import org.junit.jupiter.api.extension.RegisterExtension;

class DockerRegistryLoginContractTest extends RegistryLoginContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  @Override
  protected ContractSubject subject() {
    return DOCKER;
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
