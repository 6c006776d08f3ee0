package dev.fairlead.apple;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.tck.DeadlineContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.util.retry.Retry;

/**
 * The program answers while the backend is opened, and hangs from then on, whatever it is asked.
 */
class AppleDeadlineContractTest extends DeadlineContract {

  private static final int TRIES = 10;

  @TempDir Path directory;

  private Backend backend;

  @BeforeEach
  void open() {
    Stage stage = Stage.alone(directory);
    backend =
        new AppleProvider()
            .open(
                Stage.endpoint(),
                stage
                    .options()
                    .with(BackendOptions.OPERATION_TIMEOUT, operationTimeout())
                    .with(BackendOptions.START_TIMEOUT, operationTimeout()))
            // A busy machine may take longer to start a program than this backend waits for it.
            .retryWhen(Retry.max(TRIES).filter(OperationTimeoutException.class::isInstance))
            .block(Duration.ofMinutes(1));
    stage.control("HANG='.*'");
  }

  @AfterEach
  void close() {
    if (backend != null) {
      backend.close().block(Duration.ofSeconds(20));
    }
  }

  @Override
  protected Backend silent() {
    return backend;
  }

  @Override
  protected Duration operationTimeout() {
    return Duration.ofMillis(1500);
  }
}
