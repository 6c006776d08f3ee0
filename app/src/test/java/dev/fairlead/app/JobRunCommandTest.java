package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.jobs.Jobs;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What an interrupt does to a job that cannot be stopped. */
class JobRunCommandTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final AtomicInteger deleted = new AtomicInteger();

  private Mono<Void> ended(String operation) {
    ConflictException conflict =
        new ConflictException(ErrorContext.of("fake", operation), "it does not run", null);
    Jobs jobs =
        (Jobs)
            Proxy.newProxyInstance(
                Jobs.class.getClassLoader(),
                new Class<?>[] {Jobs.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "stop" -> Mono.error(conflict);
                      case "delete" -> Mono.fromCallable(() -> deleted.incrementAndGet() > 0);
                      default -> throw new AssertionError(method);
                    });
    return JobRunCommand.ended(jobs, "demo", StopOptions.defaults());
  }

  @Test
  void aJobThatCanOnlyBeDeletedIs() {
    StepVerifier.create(ended("stop job demo")).expectComplete().verify(LIMIT);
    assertThat(deleted).hasValue(1);
  }

  @Test
  void aConflictOfOneContainerDeletesNothing() {
    StepVerifier.create(ended("stop container demo-node-1"))
        .expectError(ConflictException.class)
        .verify(LIMIT);
    assertThat(deleted).hasValue(0);
  }
}
