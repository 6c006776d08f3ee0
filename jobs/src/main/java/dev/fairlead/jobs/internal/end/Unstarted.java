package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.Survey;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.Capability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Nodes and init steps that were not started when they were looked at: another client may be about
 * to start them, or it has died on the way and nobody will. Nothing tells when a container is made
 * that is not there yet, so they are looked for once a second, and no longer than a start may take.
 */
final class Unstarted {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** So long a client may take from one node to the next, beside its wait for rank 0. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Survey survey;
  private final Scheduler timer;
  private final JobInfo job;
  private final boolean startedByClients;
  private final Duration patience;

  Unstarted(ContainerRuntime runtime, Scheduler timer, JobInfo job) {
    this.survey = new Survey(runtime);
    this.timer = timer;
    this.job = job;
    this.startedByClients = runtime.capabilities().has(Capability.CREATE_WITHOUT_START);
    this.patience = PATIENCE.plus(job.masterWait());
  }

  /** Whether a node or step may still run. No step does once there are nodes. */
  static boolean mayCome(JobStatus status, JobMember member) {
    return switch (member.state()) {
      case WAITING, UNREADABLE -> true;
      case MISSING -> member.part().isNode() || status.preparing();
      case RUNNING, SUCCEEDED, FAILED, LOST -> false;
    };
  }

  /**
   * Looks for nodes and steps until each of them was started or will not be.
   *
   * @param open what may still run
   * @return each of them once, when it was started or ended, or as what it stays
   */
  Flux<JobMember> look(List<JobMember> open) {
    return Mono.just(new Look(List.of(), open, timer.now(TimeUnit.MILLISECONDS)))
        .expand(look -> look.open().isEmpty() ? Mono.empty() : next(look))
        .concatMapIterable(Look::come);
  }

  /**
   * What one look found.
   *
   * @param come what was started since the look before it, or will not be
   * @param open what may still run
   * @param lastSign when somebody or something was last seen to be at it, in milliseconds
   */
  private record Look(List<JobMember> come, List<JobMember> open, long lastSign) {}

  private Mono<Look> next(Look before) {
    return Mono.delay(PAUSE, timer).then(survey.job(job.name())).map(now -> sorted(before, now));
  }

  private Look sorted(Look before, JobInfo now) {
    Map<JobPart, JobMember> seen =
        now.status().parts().stream()
            .collect(Collectors.toMap(JobMember::part, Function.identity()));
    List<JobMember> come = new ArrayList<>();
    List<JobMember> open = new ArrayList<>();
    for (JobMember member : before.open()) {
      JobMember found = seen.getOrDefault(member.part(), member);
      (mayCome(now.status(), found) ? open : come).add(found);
    }
    long time = timer.now(TimeUnit.MILLISECONDS);
    boolean sign = !come.isEmpty() || runtimeIsAtIt(open) || stepRuns(now);
    if (!sign && time - before.lastSign() > patience.toMillis()) {
      open.forEach(member -> come.add(given(member)));
      open.clear();
    }
    return new Look(come, open, sign ? time : before.lastSign());
  }

  /** What the runtime itself starts may wait long for a place, or for its image. */
  private boolean runtimeIsAtIt(List<JobMember> open) {
    return !startedByClients
        && open.stream()
            .map(JobMember::state)
            .collect(Collectors.toSet())
            .contains(MemberState.WAITING);
  }

  /** The nodes come after the steps, and a step takes as long as it takes. */
  private static boolean stepRuns(JobInfo now) {
    return now.status().steps().stream().anyMatch(step -> step.state() == MemberState.RUNNING);
  }

  /** What is given up. Only what cannot be read may still be something else. */
  private JobMember given(JobMember member) {
    return member.state() == MemberState.UNREADABLE
        ? member
        : JobMember.missing(
            member.part(),
            "it was not started within "
                + patience.toSeconds()
                + " s, so whoever started the job has died");
  }
}
