package dev.fairlead.jobs.internal.end;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogLine;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The logs of all nodes and init steps as one. */
public final class MergedLogs {

  /** So many lines of each node are kept for a slow reader. */
  static final int AHEAD = 16;

  private static final int TAIL_LINES = 10;
  private static final Duration TAIL_PATIENCE = Duration.ofSeconds(5);

  private final ContainerRuntime runtime;
  private final Scheduler timer;

  /**
   * Reads nothing yet.
   *
   * @param runtime where the jobs are
   * @param timer what patience is measured with
   */
  public MergedLogs(ContainerRuntime runtime, Scheduler timer) {
    this.runtime = runtime;
    this.timer = timer;
  }

  /**
   * Merges the logs. All nodes are read at the same time, however many there are: one that is
   * silent or slow never keeps another one from being read.
   *
   * @param members the nodes and steps
   * @param options what is wanted
   * @param over when it completes, nobody will start what was not started: its log is not waited
   *     for any longer
   * @return the lines and troubles of all of them
   */
  public Flux<JobLogEvent> of(List<JobMember> members, JobLogOptions options, Publisher<?> over) {
    List<JobMember> wanted =
        members.stream().filter(member -> options.wants(member.part())).toList();
    return Flux.fromIterable(wanted)
        .flatMap(
            member -> {
              Flux<JobLogEvent> log = log(member, options.each());
              return member.state() == MemberState.WAITING ? log.takeUntilOther(over) : log;
            },
            Math.max(1, wanted.size()),
            AHEAD);
  }

  private Flux<JobLogEvent> log(JobMember member, LogOptions options) {
    JobPart part = member.part();
    return member
        .container()
        .map(id -> lines(part, runtime.containers().logs(id, options)))
        .orElseGet(
            () ->
                Flux.just(
                    new JobLogEvent.Trouble(
                        part, "it has no log: " + part.words() + " " + member.words())))
        .onErrorResume(
            ContainerException.class,
            error -> Mono.just(new JobLogEvent.Trouble(part, String.valueOf(error.getMessage()))));
  }

  private static Flux<JobLogEvent> lines(JobPart part, Flux<LogEvent> log) {
    return Flux.defer(
        () -> {
          Queue<JobLogEvent> gaps = new ConcurrentLinkedQueue<>();
          Flux<LogEvent> watched =
              log.doOnNext(
                  event -> {
                    if (event instanceof Gap gap) {
                      gaps.add(
                          new JobLogEvent.Trouble(
                              part, "some may be missing or doubled: " + gap.reason()));
                    }
                  });
          return LogLines.of(watched, JobLogOptions.LINE_BOUND)
              .concatMapIterable(line -> inOrder(new JobLogEvent.Line(part, line), gaps), 1)
              .concatWith(Flux.defer(() -> Flux.fromIterable(gaps)));
        });
  }

  /** What a gap cut off was written before it, everything else after it. */
  private static List<JobLogEvent> inOrder(JobLogEvent.Line line, Queue<JobLogEvent> gaps) {
    List<JobLogEvent> events = new ArrayList<>(1 + gaps.size());
    for (JobLogEvent gap = gaps.poll(); gap != null; gap = gaps.poll()) {
      events.add(gap);
    }
    events.add(line.line().end() == LogLine.End.CUT ? 0 : events.size(), line);
    return events;
  }

  /**
   * How the log of a container ends.
   *
   * @param id the container
   * @return its last lines; empty where it cannot be read soon
   */
  public Mono<List<String>> tail(ContainerId id) {
    return LogLines.of(runtime.containers().logs(id, tailOptions()), JobLogOptions.LINE_BOUND)
        .map(LogLine::text)
        .collect(ArrayDeque<String>::new, MergedLogs::keep)
        .map(lines -> List.copyOf(lines))
        .timeout(TAIL_PATIENCE, Mono.just(List.of()), timer)
        .onErrorReturn(ContainerException.class, List.of());
  }

  private LogOptions tailOptions() {
    return runtime.capabilities().has(Capability.LOG_TAIL)
        ? LogOptions.all().withTail(TAIL_LINES)
        : LogOptions.all();
  }

  private static void keep(Deque<String> lines, String line) {
    if (lines.size() == TAIL_LINES) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }
}
