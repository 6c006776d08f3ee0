package dev.fairlead.apple;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.CreateContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppleCreateContractTest extends CreateContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }
}
