package dev.fairlead.apple;

import dev.fairlead.tck.AttachContract;
import dev.fairlead.tck.ContractSubject;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppleAttachContractTest extends AttachContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }
}
