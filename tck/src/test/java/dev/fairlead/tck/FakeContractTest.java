package dev.fairlead.tck;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.tck.fake.FakeBackend;
import dev.fairlead.tck.fake.FakeProvider;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The honest fake keeps the whole contract. */
class FakeContractTest {

  private static final String PULLABLE = Rig.OPEN + "/tck/pullable:one";
  private static final FakeSubject SUBJECT = FakeSubject.of(Rig.registries().build());

  @Nested
  class Life extends LifecycleContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Create extends CreateContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Attach extends AttachContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Input extends InputContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Log extends LogContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Wait extends WaitContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Stop extends StopContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Exec extends ExecContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Events extends EventContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Image extends ImageContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Measure extends StatsContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Volume extends VolumeContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Archives extends ImageArchiveContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Network extends NetworkContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Commit extends CommitContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Copied extends FileContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Push extends PushContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }

    @Override
    protected String registry() {
      return Rig.OPEN;
    }
  }

  @Nested
  class Login extends RegistryLoginContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }

    @Override
    protected String registry() {
      return Rig.GUARDED;
    }

    @Override
    protected RegistryCredentials.Basic login() {
      return Rig.LOGIN;
    }
  }

  @Nested
  class Building extends BuildContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Declared extends CapabilityContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Planned extends PlanContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Fields extends FieldContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Errors extends ErrorContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Secret extends SecretContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Slow extends BackpressureContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Cancel extends CancelContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Cold extends ColdContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Pull extends PullContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }

    @Override
    protected ImageReference pullable() {
      return ImageReference.parse(PULLABLE);
    }
  }

  @Nested
  class Cut extends CutContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }

    @Override
    protected void cut() {
      SUBJECT.fake().cut();
    }
  }

  @Nested
  class Deadline extends DeadlineContract {

    private final FakeBackend silent = Silence.fall(operationTimeout());

    @Override
    protected Backend silent() {
      return silent;
    }

    @Override
    protected Duration operationTimeout() {
      return Duration.ofMillis(100);
    }
  }

  @Nested
  class Probe extends ProbeContract {
    @Override
    protected BackendProvider provider() {
      return new FakeProvider();
    }

    @Override
    protected ProbeContext here() {
      return ProbeContext.ofThisMachine();
    }
  }
}
