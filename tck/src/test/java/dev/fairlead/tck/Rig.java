package dev.fairlead.tck;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The kit, to be started by a test on whatever that test puts here first. */
final class Rig {

  /** All but those that need another subject. */
  static final List<Class<?>> CONTRACTS =
      List.of(
          Life.class,
          Create.class,
          Attach.class,
          Input.class,
          Log.class,
          Wait.class,
          Stop.class,
          Exec.class,
          Events.class,
          Image.class,
          Measure.class,
          Copied.class,
          Volume.class,
          Network.class,
          Archives.class,
          Commit.class,
          Building.class,
          Declared.class,
          Planned.class,
          Fields.class,
          Errors.class,
          Secret.class,
          Slow.class,
          Cancel.class,
          Cold.class,
          Cut.class);

  static final String OPEN = "open.invalid";
  static final String GUARDED = "guarded.invalid";
  static final RegistryCredentials.Basic LOGIN =
      new RegistryCredentials.Basic("tester", "r1ght-pass-w0rd");

  /** The engine that is started runs the kit on the thread of the test that starts it. */
  private static final ThreadLocal<@Nullable FakeSubject> SUBJECT = new ThreadLocal<>();

  private static final ThreadLocal<@Nullable BackendProvider> PROVIDER = new ThreadLocal<>();

  private Rig() {}

  /** A backend that reaches an open registry and one that asks for a login. */
  static FakeBackend.Builder registries() {
    return FakeBackend.builder().pullable(OPEN + "/tck/pullable:one").guarded(GUARDED, LOGIN);
  }

  static void examine(FakeSubject value) {
    SUBJECT.set(value);
  }

  static void examine(BackendProvider value) {
    PROVIDER.set(value);
  }

  /** An engine that runs what it is given one after the other, on this thread. */
  static EngineTestKit.Builder engine() {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false");
  }

  private static FakeSubject current() {
    return Objects.requireNonNull(SUBJECT.get());
  }

  static class Life extends LifecycleContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Create extends CreateContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Attach extends AttachContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Input extends InputContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Log extends LogContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Wait extends WaitContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Stop extends StopContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Exec extends ExecContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Events extends EventContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Image extends ImageContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Measure extends StatsContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Volume extends VolumeContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Archives extends ImageArchiveContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Network extends NetworkContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Commit extends CommitContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Copied extends FileContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Push extends PushContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }

    @Override
    protected String registry() {
      return OPEN;
    }
  }

  static class Login extends RegistryLoginContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }

    @Override
    protected String registry() {
      return GUARDED;
    }

    @Override
    protected RegistryCredentials.Basic login() {
      return LOGIN;
    }
  }

  static class Building extends BuildContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Declared extends CapabilityContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Planned extends PlanContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Fields extends FieldContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Errors extends ErrorContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Secret extends SecretContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Slow extends BackpressureContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Cancel extends CancelContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Cold extends ColdContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }
  }

  static class Cut extends CutContract {
    @Override
    protected ContractSubject subject() {
      return current();
    }

    @Override
    protected void cut() {
      current().fake().cut();
    }
  }

  static class Deadline extends DeadlineContract {
    @Override
    protected Backend silent() {
      return current().backend();
    }

    @Override
    protected Duration operationTimeout() {
      return Duration.ofMillis(100);
    }
  }

  static class Probe extends ProbeContract {
    @Override
    protected BackendProvider provider() {
      return Objects.requireNonNull(PROVIDER.get());
    }

    @Override
    protected ProbeContext here() {
      return ProbeContext.ofThisMachine();
    }
  }
}
