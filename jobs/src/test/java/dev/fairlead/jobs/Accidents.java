package dev.fairlead.jobs;

import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ErrorContext;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What may happen to a call. */
final class Accidents {

  private Accidents() {}

  static ErrorContext context() {
    return ErrorContext.of("fake", "do as it was told");
  }

  static Interposed.Accident refused() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.error(() -> new BackendFailureException(context(), "refused", null));
      }
    };
  }

  static Interposed.Accident unreachable() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.error(() -> new BackendUnavailableException(context(), "away", null));
      }
    };
  }

  static Interposed.Accident lost() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return call.concatMap(Interposed::<T>released)
            .concatWith(
                Flux.error(() -> new BackendUnavailableException(context(), "cut off", null)));
      }
    };
  }

  /** Done half a second after the connection has broken, which nobody is told of. */
  static Interposed.Accident late() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.defer(
            () -> {
              Mono.delay(Duration.ofMillis(500), time)
                  .thenMany(call.concatMap(Interposed::<T>released))
                  .subscribe(value -> {}, error -> {});
              return Flux.error(new BackendUnavailableException(context(), "cut off", null));
            });
      }
    };
  }

  /** Takes a while, and is done also when it is cancelled meanwhile. */
  static Interposed.Accident stubborn() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Mono.delay(Duration.ofSeconds(10), time)
            .thenMany(call.concatMap(Interposed::<T>released))
            .cache();
      }
    };
  }

  static Interposed.Accident held() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.never();
      }
    };
  }

  static Interposed.Accident answerHeld() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return call.concatMap(Interposed::<T>released).concatWith(Flux.never());
      }
    };
  }
}
