package dev.fairlead.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/**
 * Proves, in the module whose test extends it, that the watch for blocking calls is on, and that it
 * lets through what is allowed to block.
 *
 * <p><em>If it fails:</em> the module's tests run without BlockHound. Look whether {@code
 * fairlead-testing} is among its test dependencies, and whether its test JVM gets the parent's
 * {@code test.jvm.args}.
 */
public abstract class BlockingIsCaught {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Made by the module's own test class. */
  protected BlockingIsCaught() {}

  @Test
  void blockingOnAParallelThreadFails() {
    blockOn(Schedulers.parallel())
        .as(StepVerifier::create)
        .expectError(BlockingOperationError.class)
        .verify(LIMIT);
  }

  @Test
  void blockingOnABoundedElasticThreadIsAllowed() {
    blockOn(Schedulers.boundedElastic()).as(StepVerifier::create).expectComplete().verify(LIMIT);
  }

  private static Mono<Void> blockOn(Scheduler scheduler) {
    return Mono.<Void>fromRunnable(() -> LockSupport.parkNanos(1)).subscribeOn(scheduler);
  }
}
