package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What the facets of one fake backend share: its containers, its processes, its time. */
final class FakeWorld {

  private static final int EVENT_BUFFER = 1024;

  final String id;
  final FakeErrors errors;
  final FakeFaults faults;
  final FakePorts ports;
  final FakeVolumeTable volumeTable = new FakeVolumeTable(this);
  final FakeNetworkTable networkTable = new FakeNetworkTable(this);

  private final Capabilities capabilities;
  private final Scheduler scheduler;
  private final Duration deadline;
  private final Map<String, FakeProgram> programs;
  private final Map<ContainerId, FakeContainer> containers =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<Integer, FakeProcess> processes = new ConcurrentHashMap<>();
  private final Set<Consumer<Throwable>> streams = ConcurrentHashMap.newKeySet();
  private final List<ContainerEvent> history = Collections.synchronizedList(new ArrayList<>());
  private final Set<FakePipe<ContainerEvent>> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicInteger numbers = new AtomicInteger();
  private volatile boolean closed;

  FakeWorld(
      String id,
      Capabilities capabilities,
      Scheduler scheduler,
      Duration deadline,
      Map<String, FakeProgram> programs) {
    this.id = id;
    this.capabilities = capabilities;
    this.scheduler = scheduler;
    this.deadline = deadline;
    this.programs = Map.copyOf(programs);
    this.errors = new FakeErrors(id);
    this.faults = new FakeFaults(scheduler);
    this.ports = new FakePorts(id);
  }

  Capabilities capabilities() {
    return capabilities;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Instant now() {
    return Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS));
  }

  int nextNumber() {
    return numbers.incrementAndGet();
  }

  /** One call to the runtime: counted, spoilt as it was told, and bounded by the deadline. */
  <T> Mono<T> call(String operation, Supplier<Mono<T>> action) {
    return arrive(operation).then(Mono.defer(action));
  }

  /** The same for an operation that needs capabilities. */
  <T> Mono<T> call(FakeOptions options, String operation, Supplier<Mono<T>> action) {
    Set<Capability> missing = options.missing(capabilities);
    return missing.isEmpty()
        ? call(operation, action)
        : Refusal.mono(id, missing.iterator().next(), operation);
  }

  /** The same for an operation with many results. */
  <T> Flux<T> stream(FakeOptions options, String operation, Supplier<Flux<T>> action) {
    Set<Capability> missing = options.missing(capabilities);
    return missing.isEmpty()
        ? arrive(operation).thenMany(Flux.defer(action))
        : Refusal.flux(id, missing.iterator().next(), operation);
  }

  private Mono<Void> arrive(String operation) {
    return Mono.defer(
            () -> closed ? Mono.<Void>error(errors.closed(operation)) : faults.before(operation))
        .timeout(deadline, Mono.error(() -> errors.silent(operation, deadline)), scheduler);
  }

  /** The program of a command; an error of the kind COMMAND if there is none. */
  FakeProgram program(List<String> command) {
    FakeProgram known = command.isEmpty() ? null : programs.get(command.get(0));
    if (known != null) {
      return known;
    }
    if (command.size() > 2 && command.get(0).equals("sh") && command.get(1).equals("-c")) {
      List<String> arguments =
          command.size() > 3 ? command.subList(3, command.size()) : List.of("sh");
      return new FakeShell(command.get(2), arguments);
    }
    throw errors.missing(
        NotFoundException.Kind.COMMAND,
        "execute program",
        command.isEmpty() ? "(none)" : command.get(0));
  }

  FakeProcess process(
      List<String> command,
      Map<String, String> environment,
      String directory,
      boolean tty,
      @Nullable FakeLog log) {
    int pid = nextNumber();
    FakeProcess process =
        new FakeProcess(
            pid,
            command,
            environment,
            directory,
            tty,
            scheduler,
            log,
            other -> processes.containsKey(other) && !processes.get(other).ended());
    processes.put(pid, process);
    return process;
  }

  List<FakeContainer> containers() {
    synchronized (containers) {
      List<FakeContainer> youngestFirst = new ArrayList<>(containers.values());
      Collections.reverse(youngestFirst);
      return youngestFirst;
    }
  }

  void add(FakeContainer container) {
    containers.put(container.id, container);
    tell(container, EventAction.CREATED, OptionalInt.empty());
  }

  void remove(FakeContainer container) {
    if (containers.remove(container.id) != null) {
      container.vanish();
      networkTable.forget(container);
      tell(container, EventAction.REMOVED, OptionalInt.empty());
    }
  }

  Optional<FakeContainer> find(ContainerId wanted) {
    return containers().stream()
        .filter(each -> each.id.equals(wanted) || each.name().equals(wanted.value()))
        .findFirst();
  }

  FakeContainer require(String operation, ContainerId wanted) {
    return find(wanted)
        .orElseThrow(
            () ->
                errors.missing(
                    NotFoundException.Kind.CONTAINER, operation + " container", wanted.value()));
  }

  /** Registers something that a cut of the connection breaks. */
  void open(Consumer<Throwable> breaker) {
    streams.add(breaker);
  }

  void release(Consumer<Throwable> breaker) {
    streams.remove(breaker);
  }

  int openStreams() {
    return streams.size();
  }

  void cut() {
    List.copyOf(streams).forEach(breaker -> breaker.accept(errors.cut()));
  }

  void close() {
    closed = true;
    cut();
  }

  void tell(FakeContainer container, EventAction action, OptionalInt exitCode) {
    ContainerEvent event =
        new ContainerEvent(
            ResourceKind.CONTAINER,
            action,
            action.name(),
            container.id.value(),
            Optional.of(container.name()),
            now(),
            exitCode,
            container.spec.labels());
    history.add(event);
    listeners.forEach(listener -> listener.offer(event));
  }

  Flux<ContainerEvent> events(EventFilter filter) {
    FakePipe<ContainerEvent> pipe = new FakePipe<>(EVENT_BUFFER);
    Consumer<Throwable> breaker = pipe::fail;
    filter.since().ifPresent(since -> pipe.prefill(List.copyOf(history)));
    listeners.add(pipe);
    open(breaker);
    Disposable end =
        filter.until().map(until -> endAt(until, pipe)).orElseGet(Disposables::disposed);
    return pipe.read()
        .filter(filter::matches)
        .filter(event -> labelled(event, filter))
        .doFinally(
            signal -> {
              end.dispose();
              listeners.remove(pipe);
              release(breaker);
            });
  }

  private Disposable endAt(Instant until, FakePipe<ContainerEvent> pipe) {
    long left = Math.max(0, Duration.between(now(), until).toMillis());
    return scheduler.schedule(pipe::end, left, TimeUnit.MILLISECONDS);
  }

  private static boolean labelled(ContainerEvent event, EventFilter filter) {
    return FakeLabels.match(event.attributes(), filter.labels());
  }
}
