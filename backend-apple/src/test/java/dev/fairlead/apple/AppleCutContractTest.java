package dev.fairlead.apple;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.CutContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is cut are the programs that are attached or follow: they die as by the hand of another. */
class AppleCutContractTest extends CutContract {

  @RegisterExtension static final AppleUnderTest SUBJECT = new AppleUnderTest();

  @Override
  protected ContractSubject subject() {
    return SUBJECT;
  }

  @Override
  protected void cut() {
    Children.killEach("start --attach", "exec --env", "logs --follow");
  }
}
