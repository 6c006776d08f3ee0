package dev.fairlead.apple;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.EventContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppleEventContractTest extends EventContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }
}
