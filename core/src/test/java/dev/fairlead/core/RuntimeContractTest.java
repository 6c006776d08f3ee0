package dev.fairlead.core;

import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.tck.AttachContract;
import dev.fairlead.tck.BackpressureContract;
import dev.fairlead.tck.CancelContract;
import dev.fairlead.tck.CapabilityContract;
import dev.fairlead.tck.ColdContract;
import dev.fairlead.tck.CommitContract;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.CreateContract;
import dev.fairlead.tck.CutContract;
import dev.fairlead.tck.DeadlineContract;
import dev.fairlead.tck.ErrorContract;
import dev.fairlead.tck.EventContract;
import dev.fairlead.tck.ExecContract;
import dev.fairlead.tck.ImageArchiveContract;
import dev.fairlead.tck.ImageContract;
import dev.fairlead.tck.LeakProbe;
import dev.fairlead.tck.LifecycleContract;
import dev.fairlead.tck.LogContract;
import dev.fairlead.tck.PlanContract;
import dev.fairlead.tck.PullContract;
import dev.fairlead.tck.SecretContract;
import dev.fairlead.tck.StopContract;
import dev.fairlead.tck.WaitContract;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** A runtime keeps the contract of the backend below it. */
class RuntimeContractTest {

  private static final String PULLABLE = "registry.invalid/tck/pullable:one";
  private static final FakeBackend FAKE = FakeBackend.builder().pullable(PULLABLE).build();
  private static final ContainerRuntime RUNTIME = ContainerRuntime.builder(FAKE).build();
  private static final ContractSubject SUBJECT =
      new ContractSubject() {
        @Override
        public Backend backend() {
          return RUNTIME;
        }

        @Override
        public String image() {
          return "host";
        }

        @Override
        public Duration stepTimeout() {
          return Duration.ofSeconds(20);
        }

        @Override
        public List<LeakProbe> leakProbes() {
          return List.of(new LeakProbe("open streams of the fake backend", FAKE::openStreams));
        }
      };

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
  class ImageArchives extends ImageArchiveContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }

  @Nested
  class Commits extends CommitContract {
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
      FAKE.cut();
    }
  }

  /** The backend below is patient for hours: the deadlines are the runtime's own. */
  @Nested
  class Deadline extends DeadlineContract {

    private final ContainerRuntime silent = overSilence(operationTimeout());

    @Override
    protected Backend silent() {
      return silent;
    }

    @Override
    protected Duration operationTimeout() {
      return Duration.ofMillis(100);
    }
  }

  private static ContainerRuntime overSilence(Duration timeout) {
    FakeBackend below = FakeBackend.builder().operationTimeout(Duration.ofHours(9)).build();
    for (String operation :
        List.of(
            "inspect",
            "list",
            "launch",
            "runAttached",
            "start",
            "stop",
            "remove",
            "watchExit",
            "info")) {
      below.faults().silence(operation);
    }
    return ContainerRuntime.builder(below)
        .policies(RuntimePolicies.defaults().withCallTimeout(timeout).withLongCallTimeout(timeout))
        .build();
  }
}
