package dev.fairlead.engine;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotExecutableException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.system.PruneReport;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The short operations on existing containers, except for stopping. */
final class Lifecycle {

  private final EngineClient client;
  private final Watches watches;
  private final Mono<Set<String>> infrastructure;

  /**
   * @param infrastructure tells the whole ids of containers that the daemon made by itself
   */
  Lifecycle(EngineClient client, Watches watches, Mono<Set<String>> infrastructure) {
    this.client = client;
    this.watches = watches;
    this.infrastructure = Objects.requireNonNull(infrastructure, "infrastructure");
  }

  /** Starts; the status is 304 for a container that ran already. */
  Mono<Integer> start(ContainerId id) {
    EngineCall call =
        client
            .post("start container " + id, "/containers/{}/start", id.value())
            .accept(304)
            .within(startTimeout());
    return explained(id, client.send(call));
  }

  /** Says more of why a container cannot be started than the daemon does. */
  <T> Mono<T> explained(ContainerId id, Mono<T> start) {
    return start
        .onErrorResume(PortInUseException.class, taken -> holder(id, taken))
        .onErrorResume(NotExecutableException.class, refused -> program(id, refused));
  }

  /** Podman's runtime crun does not say which program it was. */
  private <T> Mono<T> program(ContainerId id, NotExecutableException refused) {
    return EngineInspection.of(client, refused.context().operation(), id)
        .map(now -> now.info().command())
        .onErrorReturn(List.of())
        .flatMap(
            command ->
                Mono.error(
                    command.isEmpty()
                            || String.valueOf(refused.getMessage()).contains(command.get(0))
                        ? refused
                        : new NotExecutableException(
                            refused.context(),
                            command.get(0) + " is there and cannot be executed",
                            refused)));
  }

  private Duration startTimeout() {
    BackendOptions options = client.options();
    return options.find(BackendOptions.START_TIMEOUT).orElse(options.operationTimeout());
  }

  /** Says who holds a port, if it is another container of this daemon. */
  private <T> Mono<T> holder(ContainerId id, PortInUseException taken) {
    return client
        .objects(
            client.get("look for the holder of the port", "/containers/json"),
            ContainerMapper::listed)
        .onErrorResume(error -> Mono.just(List.of()))
        .flatMap(
            list ->
                Mono.error(
                    list.stream()
                        .filter(info -> publishes(info, taken.port()))
                        .filter(info -> !info.name().equals(id.value()))
                        .filter(info -> !info.id().value().startsWith(id.value()))
                        .findFirst()
                        .map(info -> heldBy(taken, "container " + info.name()))
                        .orElse(taken)));
  }

  private static PortInUseException heldBy(PortInUseException taken, String holder) {
    ErrorContext bare = taken.context().withRemedy(null);
    return EngineErrors.portInUse(
        bare, taken.port(), Optional.of(holder), "the port is already allocated");
  }

  private static boolean publishes(ContainerInfo info, int port) {
    return info.ports().stream()
        .anyMatch(p -> p.hostPort().isPresent() && p.hostPort().getAsInt() == port);
  }

  Mono<Void> kill(ContainerId id, Signal signal) {
    return client
        .send(
            client
                .post("kill container " + id, "/containers/{}/kill", id.value())
                .query("signal", String.valueOf(signal.number())))
        .then();
  }

  Mono<Void> pause(ContainerId id) {
    return unlessAlready(id, "pause", ContainerState.PAUSED);
  }

  Mono<Void> unpause(ContainerId id) {
    return unlessAlready(id, "unpause", ContainerState.RUNNING);
  }

  private Mono<Void> unlessAlready(ContainerId id, String verb, ContainerState wanted) {
    String operation = verb + " container " + id;
    return client
        .send(client.post(operation, "/containers/{}/" + verb, id.value()))
        .then()
        .onErrorResume(
            ConflictException.class,
            conflict ->
                EngineInspection.of(client, operation, id)
                    .flatMap(now -> now.state() == wanted ? Mono.empty() : Mono.error(conflict)));
  }

  Mono<Void> rename(ContainerId id, String name) {
    String operation = "rename container " + id + " to " + name;
    return client
        .send(client.post(operation, "/containers/{}/rename", id.value()).query("name", name))
        .then()
        .onErrorResume(
            InvalidSpecException.class,
            refused ->
                EngineInspection.of(client, operation, id)
                    .flatMap(
                        now ->
                            now.info().name().equals(name) ? Mono.empty() : Mono.error(refused)));
  }

  Mono<Void> remove(ContainerId id, RemoveOptions options) {
    boolean force = options.running() == RemoveOptions.Running.KILL;
    boolean volumes = options.volumes() == RemoveOptions.AnonymousVolumes.REMOVE;
    EngineCall call =
        (force && client.dialect().forcedRemovalStops() ? atOnce(id, volumes) : removal(id))
            .query("force", force ? "1" : "0")
            .query("v", volumes ? "1" : "0")
            .remedy("fairlead stop " + id + ", or fairlead rm -f " + id)
            .accept(404);
    Mono<Void> removal =
        client
            .send(call)
            .then()
            .onErrorResume(
                ConflictException.class,
                conflict ->
                    EngineWords.removalInProgress(String.valueOf(conflict.getMessage()))
                        ? untilGone(id, call.context())
                        : Mono.error(conflict));
    return client.cleanups().track(removal);
  }

  private EngineCall removal(ContainerId id) {
    return client.delete("remove container " + id, "/containers/{}", id.value());
  }

  /** Podman's own call takes a time to stop in, and has another word for the volumes. */
  private EngineCall atOnce(ContainerId id, boolean volumes) {
    return client
        .delete("remove container " + id, "/libpod/containers/{}", id.value())
        .missing(NotFoundException.Kind.CONTAINER)
        .query("timeout", "0")
        .query("volumes", volumes ? "1" : "0");
  }

  private Mono<Void> untilGone(ContainerId id, ErrorContext context) {
    Duration patience = client.options().operationTimeout();
    return Mono.usingWhen(
            watches.register(id, Watches.REMOVED), watch -> watch.exit().then(), Watch::close)
        .timeout(patience)
        .onErrorMap(
            TimeoutException.class,
            slow ->
                new OperationTimeoutException(
                    context, "it was not gone within " + patience.toSeconds() + " s", slow))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  Mono<PruneReport> prune(ContainerFilter filter) {
    if (filter.states().isEmpty() && filter.names().isEmpty()) {
      return client
          .object(
              client
                  .post("prune containers", "/containers/prune")
                  .query("filters", labels(filter))
                  .lasting())
          .map(
              json ->
                  new PruneReport(json.texts("ContainersDeleted"), json.number("SpaceReclaimed")));
    }
    return asked(filter)
        .filter(info -> !info.state().alive() && info.state() != ContainerState.RESTARTING)
        .concatMap(
            info ->
                remove(info.id(), RemoveOptions.defaults())
                    .thenReturn(info.id().value())
                    .onErrorResume(ConflictException.class, started -> Mono.empty()),
            1)
        .collectList()
        .map(removed -> new PruneReport(removed, OptionalLong.empty()));
  }

  Flux<ContainerInfo> list(ContainerFilter filter) {
    return filter.infrastructure() == ContainerFilter.Infrastructure.SHOWN
        ? everything(filter)
        : asked(filter);
  }

  /** Those that somebody asked for. */
  private Flux<ContainerInfo> asked(ContainerFilter filter) {
    return Mono.zip(everything(filter).collectList(), infrastructure)
        .flatMapIterable(
            both ->
                both.getT1().stream()
                    .filter(info -> !both.getT2().contains(info.id().value()))
                    .toList());
  }

  private Flux<ContainerInfo> everything(ContainerFilter filter) {
    return client
        .objects(
            client
                .get("list containers", "/containers/json")
                .query("all", "1")
                .query("filters", labels(filter)),
            ContainerMapper::listed)
        .flatMapIterable(list -> list)
        .filter(filter::matches);
  }

  /** Labels are left to the daemon; the rest is compared here, since its names match in parts. */
  private static String labels(ContainerFilter filter) {
    return EngineFilters.none().labels(filter.labels()).json();
  }
}
