package dev.fairlead.apple;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ErrorContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppleErrorContractTest extends ErrorContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }
}
