package dev.fairlead.jobs;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobNode;
import dev.fairlead.spi.job.IndexedJobSpec;
import dev.fairlead.spi.job.IndexedJobState;
import dev.fairlead.spi.job.IndexedJobs;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Ranked jobs of a fake runtime, with a controller as Kubernetes has one: it makes containers when
 * it has place for them, and when one fails it removes those that still run.
 */
final class PlayedScheduler implements IndexedJobs {

  /** So long it takes to find places, unless a test says otherwise. */
  static final Duration PLACEMENT = Duration.ofSeconds(1);

  private static final Duration LOOKS = Duration.ofMillis(50);
  private static final String SELECTOR = "played.job";
  private static final String INDEX = "played.index";

  private final FakeBackend fake;
  private final Scheduler time;
  private final Sinks.Many<Boolean> cuts = Sinks.many().multicast().directBestEffort();
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private volatile Duration placement = PLACEMENT;
  private volatile int startable = Integer.MAX_VALUE;
  private volatile boolean vague;
  private volatile boolean denied;

  PlayedScheduler(FakeBackend fake, Scheduler time) {
    this.fake = fake;
    this.time = time;
  }

  private static final class Entry {
    final IndexedJobSpec spec;
    final Map<String, String> labels;
    final Instant created;
    final Sinks.Many<Boolean> changes = Sinks.many().replay().latest();
    volatile boolean placed;
    volatile IndexedJobState state = IndexedJobState.PENDING;
    volatile Disposable controller;

    Entry(IndexedJobSpec spec, Map<String, String> labels, Instant created) {
      this.spec = spec;
      this.labels = labels;
      this.created = created;
    }
  }

  /** Breaks the connections of all watches. */
  void cut() {
    cuts.tryEmitNext(true);
  }

  /** So long it takes to find places for the next jobs. */
  void placement(Duration time) {
    placement = time;
  }

  /** Only so many nodes of the next jobs are started; the others have a container that waits. */
  void starts(int nodes) {
    startable = nodes;
  }

  /** It does not know any more how jobs ended. */
  void vague() {
    vague = true;
  }

  /** Nobody may list jobs any more. */
  void deny() {
    denied = true;
  }

  /** Names of all jobs. */
  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  @Override
  public String backend() {
    return fake.id();
  }

  private Instant now() {
    return Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS));
  }

  private static ErrorContext context(String job) {
    return ErrorContext.of("fake", "look after job " + job).withResource(job);
  }

  @Override
  public Mono<IndexedJobInfo> create(IndexedJobSpec spec, PlanMode mode) {
    return Mono.defer(
        () -> {
          Map<String, String> labels = new HashMap<>(spec.labels());
          labels.putAll(Ownership.marks(spec.canonicalFields(), spec.labels(), Clock.systemUTC()));
          Entry mine = new Entry(spec, labels, now());
          Entry there = entries.putIfAbsent(spec.name(), mine);
          if (there == null) {
            mine.changes.tryEmitNext(true);
            mine.controller =
                Flux.interval(LOOKS, time)
                    .onBackpressureDrop()
                    .concatMap(tick -> control(mine), 1)
                    .subscribe();
          } else if (!Ownership.differences(spec.canonicalFields(), there.labels).isEmpty()) {
            return Mono.error(new ConflictException(context(spec.name()), "it differs", null));
          }
          return inspect(spec.name());
        });
  }

  private Mono<Void> control(Entry job) {
    if (job.state.ended()) {
      return Mono.empty();
    }
    if (!job.placed) {
      return now().isBefore(job.created.plus(placement))
          ? Mono.empty()
          : Flux.range(0, job.spec.nodes())
              .concatMap(
                  index ->
                      fake.containers()
                          .create(node(job, index), PlanMode.STRICT)
                          .filter(made -> index < startable)
                          .flatMap(made -> fake.containers().start(made.id())))
              .then(Mono.fromRunnable(() -> job.placed = true));
    }
    return pods(job).collectList().flatMap(pods -> control(job, pods));
  }

  private static ContainerSpec node(Entry job, int index) {
    ContainerSpecBuilder node =
        job.spec.template().toBuilder().name(job.spec.name() + "-" + index + "-x7k2p");
    job.labels.forEach(node::label);
    node.label(SELECTOR, job.spec.name()).label(INDEX, String.valueOf(index));
    job.spec.indexVariables().forEach(name -> node.env(name, String.valueOf(index)));
    job.spec.leaderVariables().forEach(name -> node.env(name, leader(job)));
    return node.build();
  }

  private static String leader(Entry job) {
    return job.spec.name() + "-0." + job.spec.name();
  }

  private Flux<ContainerInfo> pods(Entry job) {
    return fake.containers()
        .list(ContainerFilter.all().withLabel(SELECTOR, job.spec.name()))
        .concatMap(info -> fake.containers().inspect(info.id()))
        .onErrorResume(NotFoundException.class, gone -> Flux.empty());
  }

  private Mono<Void> control(Entry job, List<ContainerInfo> pods) {
    IndexedJobState next =
        pods.stream().anyMatch(pod -> pod.state() == ContainerState.CREATED)
            ? IndexedJobState.PENDING
            : IndexedJobState.RUNNING;
    boolean overdue =
        job.spec.timeout().filter(limit -> now().isAfter(job.created.plus(limit))).isPresent();
    if (pods.size() < job.spec.nodes() || pods.stream().anyMatch(PlayedScheduler::failed)) {
      next = IndexedJobState.FAILED;
    } else if (pods.stream().allMatch(pod -> pod.exit().filter(Exit::success).isPresent())) {
      next = IndexedJobState.SUCCEEDED;
    } else if (overdue) {
      next = IndexedJobState.TIMED_OUT;
    }
    job.state = next;
    Mono<Void> cleared =
        next.ended()
            ? Flux.fromIterable(pods)
                .filter(pod -> pod.state() != ContainerState.EXITED)
                .concatMap(pod -> fake.containers().remove(pod.id(), RemoveOptions.force()))
                .then()
            : Mono.empty();
    return cleared.then(Mono.fromRunnable(() -> job.changes.tryEmitNext(true)));
  }

  private static boolean failed(ContainerInfo pod) {
    return pod.exit().filter(exit -> !exit.success()).isPresent();
  }

  @Override
  public Mono<IndexedJobInfo> inspect(String name) {
    return Mono.defer(
        () -> {
          Entry job = entries.get(name);
          return job == null
              ? Mono.error(missing(name))
              : pods(job).collectList().map(pods -> info(job, pods));
        });
  }

  private static NotFoundException missing(String name) {
    return new NotFoundException(
        NotFoundException.Kind.JOB, context(name), "it is not there", null);
  }

  private IndexedJobInfo info(Entry job, List<ContainerInfo> pods) {
    Map<Integer, ContainerInfo> byIndex =
        pods.stream()
            .collect(
                Collectors.toMap(
                    pod -> Integer.parseInt(pod.labels().get(INDEX)), Function.identity()));
    IndexedJobState state = vague && job.state.ended() ? IndexedJobState.UNKNOWN : job.state;
    return new IndexedJobInfo(
        job.spec.name(),
        state,
        state.toString(),
        IntStream.range(0, job.spec.nodes())
            .mapToObj(index -> node(index, Optional.ofNullable(byIndex.get(index))))
            .toList(),
        Optional.of(leader(job)),
        job.state == IndexedJobState.PENDING
            ? Optional.of("it waits for a place")
            : Optional.empty(),
        Optional.of(job.created),
        Optional.empty(),
        job.labels);
  }

  private static IndexedJobNode node(int index, Optional<ContainerInfo> pod) {
    return new IndexedJobNode(
        index,
        pod.map(ContainerInfo::id),
        pod.map(ContainerInfo::state).orElse(ContainerState.ABSENT),
        pod.flatMap(ContainerInfo::exit),
        pod.flatMap(ContainerInfo::startedAt),
        pod.flatMap(ContainerInfo::finishedAt),
        0);
  }

  @Override
  public Flux<IndexedJobInfo> watch(String name) {
    return Flux.defer(
        () -> {
          Entry job = entries.get(name);
          return job == null
              ? Flux.error(missing(name))
              : job.changes
                  .asFlux()
                  .onBackpressureLatest()
                  .concatMap(change -> inspect(name), 1)
                  .distinctUntilChanged()
                  .mergeWith(cuts.asFlux().concatMap(cut -> Mono.error(broken(name))))
                  .takeUntil(info -> info.state().ended());
        });
  }

  private static StreamInterruptedException broken(String name) {
    return new StreamInterruptedException(context(name), "cut off", null);
  }

  @Override
  public Flux<IndexedJobInfo> list(Map<String, String> labels) {
    if (denied) {
      return Flux.error(new AccessDeniedException(context("any"), "it is forbidden", null));
    }
    return Flux.fromStream(() -> entries.values().stream())
        .filter(job -> labels.entrySet().stream().allMatch(wanted -> has(job, wanted)))
        .concatMap(job -> inspect(job.spec.name()));
  }

  private static boolean has(Entry job, Map.Entry<String, String> wanted) {
    String value = job.labels.get(wanted.getKey());
    return value != null && (wanted.getValue().isEmpty() || wanted.getValue().equals(value));
  }

  @Override
  public Mono<Void> remove(String name) {
    return Mono.defer(
        () -> {
          Entry job = entries.remove(name);
          if (job == null) {
            return Mono.empty();
          }
          job.controller.dispose();
          return pods(job)
              .concatMap(pod -> fake.containers().remove(pod.id(), RemoveOptions.force()))
              .then(Mono.fromRunnable(() -> job.changes.tryEmitNext(false)));
        });
  }
}
