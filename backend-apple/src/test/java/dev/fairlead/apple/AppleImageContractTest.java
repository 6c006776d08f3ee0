package dev.fairlead.apple;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ImageContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppleImageContractTest extends ImageContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }
}
