package dev.fairlead.podman.libpod;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineFilters;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.pod.PodFilter;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodRemoval;
import dev.fairlead.spi.pod.PodSpec;
import dev.fairlead.spi.pod.PodState;
import dev.fairlead.spi.pod.Pods;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The pods of one Podman, by its own API ({@code /libpod/pods}, 4.0 and later). */
public final class PodmanPods implements Pods {

  private static final int UNCHANGED = 304;
  private static final int GONE = 404;
  private static final Set<PodState> ALIVE =
      EnumSet.of(PodState.RUNNING, PodState.DEGRADED, PodState.PAUSED, PodState.STOPPING);

  private final EngineClient client;
  private final Containers containers;
  private final PodCreation creation;

  /**
   * Creates the facet.
   *
   * @param client calls the service
   * @param containers makes, measures and lists what is in pods
   * @param clock tells when a pod was made, for its marks
   */
  public PodmanPods(EngineClient client, Containers containers, Clock clock) {
    this.client = Objects.requireNonNull(client, "client");
    this.containers = Objects.requireNonNull(containers, "containers");
    this.creation = new PodCreation(client, containers, clock, this::inspect, this::takeAway);
  }

  /**
   * Which containers hold pods together: the list of the Engine API does not tell them from others.
   *
   * @param client calls the service
   * @return their whole ids, asked for anew by each subscriber
   */
  public static Mono<Set<String>> infrastructure(EngineClient client) {
    return client
        .objects(
            client.get("list what holds pods together", "/libpod/pods/json"), PodMapper::holder)
        .map(Set::copyOf);
  }

  @Override
  public String backend() {
    return client.backend();
  }

  @Override
  public Mono<PodInfo> create(PodSpec spec, PlanMode mode) {
    return creation.create(spec, mode);
  }

  @Override
  public Mono<PodInfo> inspect(String pod) {
    return client.object(inspection("inspect pod " + pod, pod), PodMapper::inspected);
  }

  private EngineCall inspection(String operation, String pod) {
    return about(client.get(operation, "/libpod/pods/{}/json", pod), pod);
  }

  @Override
  public Flux<PodInfo> list(PodFilter filter) {
    EngineFilters conditions = EngineFilters.none().labels(filter.labels());
    for (String name : filter.names()) {
      conditions = conditions.with("name", "^" + name + "$");
    }
    return client
        .objects(
            client.get("list pods", "/libpod/pods/json").query("filters", conditions.json()),
            PodMapper::listed)
        .flatMapIterable(pods -> pods)
        .filter(pod -> filter.names().isEmpty() || filter.names().contains(pod.name()))
        .filter(pod -> filter.states().isEmpty() || filter.states().contains(pod.state()));
  }

  @Override
  public Mono<Void> start(String pod) {
    EngineCall call = about(client.post("start pod " + pod, "/libpod/pods/{}/start", pod), pod);
    return settled(call.accept(UNCHANGED));
  }

  /**
   * One by one, and the one that holds the pod together last: Podman 4.3 answers to a stop of a pod
   * of which one container has ended that there was nothing to stop, and stops none.
   */
  @Override
  public Mono<Void> stop(String pod, Duration grace) {
    EngineCall look = inspection("stop pod " + pod, pod);
    StopOptions options = StopOptions.defaults().withGrace(grace);
    return client
        .object(look, PodMapper::members)
        .flatMap(
            members ->
                Flux.fromIterable(members.containers())
                    .flatMap(id -> stop(id, options), Integer.MAX_VALUE)
                    .thenMany(Flux.fromStream(members.infra().stream()))
                    .concatMap(id -> stop(id, StopOptions.defaults().withGrace(Duration.ZERO)))
                    .then());
  }

  private Mono<Void> stop(ContainerId id, StopOptions options) {
    return containers
        .stop(id, options)
        .then()
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  /** Podman answers well though single containers failed, and names them and why. */
  private Mono<Void> settled(EngineCall call) {
    return client
        .fetch(call, response -> response.bytes(64 << 10))
        .flatMap(
            body ->
                PodErrors.of(body)
                    .<Mono<Void>>map(
                        said ->
                            Mono.error(
                                () -> new BackendFailureException(call.context(), said, null)))
                    .orElse(Mono.empty()));
  }

  /** Looks first: Podman takes those away that do not run before it finds one that does. */
  @Override
  public Mono<Void> remove(String pod, PodRemoval removal) {
    if (removal == PodRemoval.FORCE) {
      return takeAway(pod);
    }
    EngineCall call = removal(pod).query("force", "false");
    return inspect(pod)
        .flatMap(
            info ->
                ALIVE.contains(info.state())
                    ? Mono.error(() -> stillRuns(pod, call))
                    : client.send(call).then())
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  private static ConflictException stillRuns(String pod, EngineCall call) {
    return new ConflictException(
        call.context().withRemedy("fairlead pod stop " + pod + ", or fairlead pod rm -f " + pod),
        "containers of it run",
        null);
  }

  /**
   * One by one and at once, and what holds the pod together last: Podman itself gives each
   * container its time to stop in, one after another. What one of them does not let happen, it may
   * still do.
   */
  private Mono<Void> takeAway(String pod) {
    return inspect(pod)
        .flatMapIterable(PodInfo::containers)
        .flatMap(id -> containers.remove(id, RemoveOptions.force()), Integer.MAX_VALUE)
        .then()
        .onErrorResume(ContainerException.class, left -> Mono.empty())
        .then(client.send(removal(pod).query("force", "true")).then());
  }

  private EngineCall removal(String pod) {
    return about(client.delete("remove pod " + pod, "/libpod/pods/{}", pod), pod).accept(GONE);
  }

  private static EngineCall about(EngineCall call, String pod) {
    return call.about(pod).missing(NotFoundException.Kind.POD);
  }

  @Override
  public Flux<ContainerStats> stats(String pod, StatsMode mode) {
    return inspect(pod)
        .flatMapMany(info -> Flux.fromIterable(info.containers()))
        .flatMap(id -> containers.stats(id, mode), Integer.MAX_VALUE);
  }
}
