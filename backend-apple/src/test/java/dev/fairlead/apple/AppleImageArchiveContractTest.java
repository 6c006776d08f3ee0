package dev.fairlead.apple;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ImageArchiveContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppleImageArchiveContractTest extends ImageArchiveContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }
}
