package dev.fairlead.process;

import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.ImageArchiveContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessImageArchiveContractTest extends ImageArchiveContract {

  private ProcessSubject subject;

  @BeforeAll
  void open() {
    subject = new ProcessSubject();
  }

  @AfterAll
  void close() {
    subject.close();
  }

  @Override
  protected ContractSubject subject() {
    return subject;
  }
}
