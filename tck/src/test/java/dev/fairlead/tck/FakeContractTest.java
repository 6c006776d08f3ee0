package dev.fairlead.tck;

import dev.fairlead.tck.fake.FakeBackend;
import org.junit.jupiter.api.Nested;

/** The honest fake keeps the whole contract. */
class FakeContractTest {

  private static final ContractSubject SUBJECT = FakeSubject.of(FakeBackend.builder().build());

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
