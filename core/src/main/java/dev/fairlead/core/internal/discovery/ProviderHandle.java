package dev.fairlead.core.internal.discovery;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.spi.BackendProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A provider's class that was found, and the one attempt to make an object of it. A success is
 * kept, a failure is tried again, and an attempt that hangs is left alone: there is never a second
 * one beside it, and should it come to an end after all, that counts.
 */
final class ProviderHandle {

  /**
   * A provider that was made and says who it is.
   *
   * @param provider the provider
   * @param id what it calls itself, unchecked
   * @param aliases its other names, unchecked
   * @param call the one way to its probe
   */
  record Introduction(
      BackendProvider provider, String id, Set<String> aliases, ProviderCall call) {}

  /**
   * What came of the attempt.
   *
   * @param introduction the provider; empty if it failed
   * @param problem why it failed; empty if it did not
   */
  record Outcome(Optional<Introduction> introduction, Optional<DiscoveryProblem> problem) {}

  private final String className;
  private final Optional<Path> jar;
  private final Mono<Introduction> introduction;
  private volatile long startedNanos;

  ProviderHandle(
      String className,
      Optional<Path> jar,
      Callable<? extends BackendProvider> constructor,
      Scheduler blocking) {
    this.className = className;
    this.jar = jar;
    Duration forever = Duration.ofMillis(Long.MAX_VALUE);
    this.introduction =
        Mono.fromCallable(() -> introduce(constructor))
            .subscribeOn(blocking)
            .cache(value -> forever, error -> Duration.ZERO, () -> Duration.ZERO);
  }

  String className() {
    return className;
  }

  Optional<Path> jar() {
    return jar;
  }

  /** The class, and the jar if it is a plugin. */
  String subject() {
    return jar.map(path -> className + " in " + path).orElse(className);
  }

  /** Makes the provider, waiting no longer than a limit since the attempt began. */
  Mono<Outcome> load(Duration limit, Scheduler timer) {
    return Mono.defer(
        () ->
            introduction
                .map(made -> new Outcome(Optional.of(made), Optional.empty()))
                .timeout(remaining(limit), timer)
                .onErrorResume(error -> Mono.just(failed(error, limit))));
  }

  private Duration remaining(Duration limit) {
    long started = startedNanos;
    if (started == 0) {
      return limit;
    }
    Duration passed = Duration.ofNanos(System.nanoTime() - started);
    return passed.compareTo(limit) < 0 ? limit.minus(passed) : Duration.ofMillis(1);
  }

  private Outcome failed(Throwable error, Duration limit) {
    DiscoveryProblem problem =
        error instanceof TimeoutException
            ? DiscoveryProblem.of(
                DiscoveryProblem.Kind.HANGING_PROVIDER,
                subject(),
                "making it did not end within " + limit.toMillis() + " ms")
            : DiscoveryProblem.of(
                DiscoveryProblem.Kind.BROKEN_PROVIDER,
                subject(),
                error instanceof Unusable unusable ? unusable.words : Failure.words(error));
    return new Outcome(Optional.empty(), Optional.of(problem));
  }

  private Introduction introduce(Callable<? extends BackendProvider> constructor) {
    startedNanos = System.nanoTime() | 1; // 0 means that no attempt is under way
    try {
      BackendProvider provider = step("its constructor", constructor);
      String id = step("id()", provider::id);
      Set<String> aliases = step("aliases()", provider::aliases);
      return new Introduction(provider, id, Set.copyOf(aliases), new ProviderCall());
    } finally {
      startedNanos = 0;
    }
  }

  private static <T> T step(String what, Callable<T> step) {
    T result;
    try {
      result = step.call();
    } catch (Throwable thrown) { // foreign code: linkage errors too must not get past here
      Failure.survive(thrown);
      throw new Unusable(what + " threw " + Failure.words(thrown), thrown);
    }
    if (result == null) {
      throw new Unusable(what + " returned null", null);
    }
    return result;
  }

  /** Says why a provider cannot be used, in words that need no addition. */
  private static final class Unusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String words;

    Unusable(String words, @Nullable Throwable cause) {
      super(words, cause, false, false);
      this.words = words;
    }
  }
}
