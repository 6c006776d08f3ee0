package dev.fairlead.core;

import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.spi.CandidateState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Takes one report after another and tells of changes. For one subscription. */
final class HealthWatch {

  /**
   * How soon it is looked again after something got worse; doubled each time up to the interval.
   */
  private static final Duration SOON = Duration.ofMillis(250);

  private final Mono<RuntimeReport> source;
  private final Duration interval;
  private final Scheduler timer;
  private @Nullable RuntimeReport last;
  private Duration pause;

  HealthWatch(Mono<RuntimeReport> source, Duration interval, Scheduler timer) {
    this.source = source;
    this.interval = interval;
    this.timer = timer;
    this.pause = interval;
  }

  /** The report now, and again after each change. Who reads slowly gets the newest only. */
  Flux<RuntimeReport> changes() {
    return source
        .doOnNext(this::choosePause)
        .repeatWhen(ends -> ends.concatMap(end -> Mono.delay(pause, timer), 1))
        .distinctUntilChanged(report -> report, RuntimeReport::agreesWith)
        .onBackpressureLatest();
  }

  private void choosePause(RuntimeReport report) {
    RuntimeReport before = last;
    last = report;
    if (before == null || report.agreesWith(before)) {
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(interval) < 0 ? twice : interval;
    } else if (worse(report, before)) {
      pause = SOON.compareTo(interval) < 0 ? SOON : interval;
    }
  }

  private static boolean worse(RuntimeReport now, RuntimeReport before) {
    return usable(now) < usable(before) || now.problems().size() > before.problems().size();
  }

  private static long usable(RuntimeReport report) {
    return report.candidates().stream()
        .filter(ranked -> ranked.candidate().state() == CandidateState.AVAILABLE)
        .count();
  }
}
