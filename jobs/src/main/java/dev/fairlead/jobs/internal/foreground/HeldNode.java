package dev.fairlead.jobs.internal.foreground;

import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Ownership;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A container that this process is attached to. Its output is read and dropped, so that it never
 * waits for a reader: the log has it too. It is let go of by itself when the container has ended.
 */
final class HeldNode {

  /** What is attached hears of the end a little later than whoever looks. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How it ended, and when that was seen. */
  record Seen(Exit exit, Instant at) {}

  private final AttachedProcess process;
  private final String mark;
  private final Scheduler timer;
  private final Cleanups cleanups;
  private final Sinks.Empty<Void> released = Sinks.empty();
  private final Mono<Seen> end;

  /**
   * Begins nothing yet.
   *
   * @param process its streams, owned by this from now on
   * @param mark what its container was made with
   * @param timer tells the time
   * @param cleanups where its closing is waited for
   */
  HeldNode(AttachedProcess process, String mark, Scheduler timer, Cleanups cleanups) {
    this.process = process;
    this.mark = mark;
    this.timer = timer;
    this.cleanups = cleanups;
    this.end =
        Mono.usingWhen(Mono.just(process), this::ended, held -> closed())
            .takeUntilOther(released.asMono())
            .onErrorComplete()
            .cache();
  }

  private Mono<Seen> ended(AttachedProcess held) {
    return held.output().then().onErrorComplete().then(held.exit()).map(this::seen);
  }

  private Seen seen(Exit exit) {
    return new Seen(exit, Instant.ofEpochMilli(timer.now(TimeUnit.MILLISECONDS)));
  }

  private Mono<Void> closed() {
    return cleanups.track(process.close().onErrorComplete());
  }

  /**
   * Begins to read. That goes on when this has completed, and until the node has ended or is
   * released: nobody who waits for it can end it by leaving.
   */
  Mono<Void> held() {
    return end.then().or(Mono.empty());
  }

  /** Whether it is this one, and not another of the same name that was made later. */
  boolean is(ContainerInfo container) {
    return mark.equals(container.labels().get(Ownership.ATTEMPT));
  }

  /** How it ended, after somebody saw that it has; empty if that was not observed here either. */
  Mono<Seen> observed() {
    return end.filter(seen -> !(seen.exit() instanceof Exit.Lost))
        .timeout(PATIENCE, Mono.empty(), timer);
  }

  /** Lets go of it, whether it has ended or not. */
  Mono<Void> release() {
    return Mono.defer(
        () -> {
          released.tryEmitEmpty();
          return closed();
        });
  }
}
