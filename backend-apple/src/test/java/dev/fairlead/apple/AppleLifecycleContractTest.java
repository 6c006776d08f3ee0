package dev.fairlead.apple;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LifecycleContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppleLifecycleContractTest extends LifecycleContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }
}
