package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Steps of a test, none of which can hang. */
abstract class ContractSteps {

  private static final Duration POLL = Duration.ofMillis(20);

  ContractSteps() {}

  /**
   * What is examined.
   *
   * @return the subject, the same each time
   */
  protected abstract ContractSubject subject();

  /**
   * Takes a step and waits for its value.
   *
   * @param <T> type of the value
   * @param step the step
   * @return its value; fails if there is none in time
   */
  protected final <T> T get(Mono<T> step) {
    return Objects.requireNonNull(
        step.block(subject().stepTimeout()), "the operation completed without a value");
  }

  /**
   * Takes a step and waits for its end.
   *
   * @param step the step
   */
  protected final void done(Publisher<?> step) {
    Flux.from(step).then().block(subject().stepTimeout());
  }

  /**
   * Takes a step that must fail.
   *
   * @param <E> type of the error
   * @param kind class of the error
   * @param step the step
   * @return the error; fails if the step succeeds, fails otherwise or hangs
   */
  protected final <E extends Throwable> E error(Class<E> kind, Publisher<?> step) {
    Throwable error =
        Flux.from(step)
            .then(Mono.<Throwable>empty())
            .onErrorResume(Mono::just)
            .block(subject().stepTimeout());
    assertThat(error).as("what is signalled instead of success").isInstanceOf(kind);
    return Objects.requireNonNull(kind.cast(error));
  }

  /**
   * Waits until something is so.
   *
   * @param what in words
   * @param timeout how long it may take
   * @param condition asked every 20 milliseconds
   */
  protected final void eventually(String what, Duration timeout, BooleanSupplier condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean held = condition.getAsBoolean();
    while (!held && System.nanoTime() < deadline) {
      Mono.delay(POLL).block();
      held = condition.getAsBoolean();
    }
    assertThat(held).as(what + ", within " + timeout).isTrue();
  }

  /** Lets some time pass in which something must not happen. */
  protected final void quietly() {
    Mono.delay(subject().quiet()).block(subject().quiet().plus(subject().stepTimeout()));
  }
}
