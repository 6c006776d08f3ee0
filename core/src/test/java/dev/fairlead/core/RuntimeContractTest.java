package dev.fairlead.core;

import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Backend;
import dev.fairlead.tck.AttachContract;
import dev.fairlead.tck.CapabilityContract;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LeakProbe;
import dev.fairlead.tck.LifecycleContract;
import dev.fairlead.tck.LogContract;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** A runtime keeps the contract of the backend below it. */
class RuntimeContractTest {

  private static final FakeBackend FAKE = FakeBackend.builder().build();
  private static final ContainerRuntime RUNTIME =
      ContainerRuntime.builder(FAKE)
          .policies(RuntimePolicies.defaults().withOwner("contract"))
          .build();
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
  class Declared extends CapabilityContract {
    @Override
    protected ContractSubject subject() {
      return SUBJECT;
    }
  }
}
