package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.Survey;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
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
 * Nodes that were not started when they were looked at: another client may be about to start them,
 * or it has died on the way and nobody will. Nothing tells when a container is made that is not
 * there yet, so they are looked for once a second, and no longer than a start may take.
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

  /** Whether a node in this state may still run. */
  static boolean mayCome(MemberState state) {
    return state == MemberState.WAITING
        || state == MemberState.MISSING
        || state == MemberState.UNREADABLE;
  }

  /**
   * Looks for nodes until each of them was started or will not be.
   *
   * @param open nodes that may still run
   * @return each of them once, when it was started or ended, or as what it stays
   */
  Flux<JobMember> look(List<JobMember> open) {
    return look(open, timer.now(TimeUnit.MILLISECONDS));
  }

  private Flux<JobMember> look(List<JobMember> open, long lastSign) {
    return Mono.delay(PAUSE, timer)
        .then(survey.job(job.name()))
        .flatMapMany(now -> sorted(open, now, lastSign));
  }

  private Flux<JobMember> sorted(List<JobMember> before, JobInfo now, long lastSign) {
    Map<Integer, JobMember> seen =
        now.status().members().stream()
            .collect(Collectors.toMap(JobMember::rank, Function.identity()));
    List<JobMember> come = new ArrayList<>();
    List<JobMember> open = new ArrayList<>();
    for (JobMember member : before) {
      JobMember found = seen.getOrDefault(member.rank(), member);
      (mayCome(found.state()) ? open : come).add(found);
    }
    if (open.isEmpty()) {
      return Flux.fromIterable(come);
    }
    long time = timer.now(TimeUnit.MILLISECONDS);
    boolean sign = !come.isEmpty() || runtimeIsAtIt(open);
    if (!sign && time - lastSign > patience.toMillis()) {
      open.forEach(member -> come.add(given(member)));
      return Flux.fromIterable(come);
    }
    return Flux.concat(
        Flux.fromIterable(come), Flux.defer(() -> look(open, sign ? time : lastSign)));
  }

  /** What the runtime itself starts may wait long for a place, or for its image. */
  private boolean runtimeIsAtIt(List<JobMember> open) {
    return !startedByClients
        && open.stream()
            .map(JobMember::state)
            .collect(Collectors.toSet())
            .contains(MemberState.WAITING);
  }

  /** What is given up. Only what cannot be read may still be something else. */
  private JobMember given(JobMember member) {
    return member.state() == MemberState.UNREADABLE
        ? member
        : JobMember.missing(
            member.rank(),
            "it was not started within "
                + patience.toSeconds()
                + " s, so whoever started the job has died");
  }
}
