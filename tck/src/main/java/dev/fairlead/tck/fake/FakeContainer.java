package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.system.EventAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One container of a fake backend and its life. */
final class FakeContainer {

  final ContainerId id;
  final ContainerSpec spec;
  final FakeLog log = new FakeLog();
  final FakeTree files = new FakeTree("/tmp");

  private final FakeWorld world;
  private final Instant createdAt;
  private final Set<FakeProcess> executed = ConcurrentHashMap.newKeySet();
  private final Sinks.One<Exit> gone = Sinks.one();
  private Sinks.One<Exit> nextEnd = Sinks.one();
  private String name;
  private ContainerState state = ContainerState.CREATED;
  private Optional<Exit> exit = Optional.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Instant> finishedAt = Optional.empty();
  private List<ContainerInfo.PublishedPort> ports = List.of();
  private @Nullable FakeProcess process;

  FakeContainer(FakeWorld world, ContainerId id, String name, ContainerSpec spec) {
    this.world = world;
    this.id = id;
    this.name = name;
    this.spec = spec;
    this.createdAt = world.now();
  }

  synchronized String name() {
    return name;
  }

  synchronized void rename(String value) {
    name = value;
  }

  synchronized ContainerState state() {
    return state;
  }

  synchronized boolean alive() {
    return state.alive();
  }

  /** The first process; only while it runs. */
  synchronized Optional<FakeProcess> process() {
    return alive() ? Optional.ofNullable(process) : Optional.empty();
  }

  /** What is executed: the entrypoint and then the command. */
  List<String> argv() {
    List<String> argv = new ArrayList<>(spec.process().entrypoint().orElse(List.of()));
    argv.addAll(spec.process().command());
    return argv;
  }

  /** Makes the first process, which does not run yet, so that somebody can attach. */
  synchronized FakeProcess prepare() {
    process =
        world.process(
            argv(),
            environment(spec.process().env()),
            spec.process().workingDirectory().orElse("/"),
            spec.process().tty(),
            log);
    process.resolver(host -> world.networkTable.resolves(this, host));
    if (spec.process().stdin() == ProcessSpec.Stdin.CLOSED) {
      process.stdin().end();
    }
    return process;
  }

  Map<String, String> environment(Map<String, EnvValue> more) {
    Map<String, String> all = new LinkedHashMap<>();
    spec.process().env().forEach((key, value) -> all.put(key, value.value()));
    more.forEach((key, value) -> all.put(key, value.value()));
    return all;
  }

  /** Starts what was prepared. */
  void begin(FakeProcess prepared, FakeProgram program) {
    world.networkTable.join(this);
    List<ContainerInfo.PublishedPort> taken = world.ports.take(this);
    synchronized (this) {
      ports = taken;
      state = ContainerState.RUNNING;
      startedAt = Optional.of(world.now());
      exit = Optional.empty();
      log.resume();
    }
    world.tell(this, EventAction.STARTED, OptionalInt.empty());
    prepared.begin(program, this::ended);
  }

  private void ended(Exit how) {
    Sinks.One<Exit> waiting;
    synchronized (this) {
      state = ContainerState.EXITED;
      exit = Optional.of(how);
      finishedAt = Optional.of(world.now());
      ports = List.of();
      waiting = nextEnd;
      nextEnd = Sinks.one();
      // Before anybody can see the end, and remove the container because of it.
      world.tell(this, EventAction.EXITED, how.code());
    }
    world.ports.release(this);
    executed.forEach(FakeProcess::kill);
    log.end();
    waiting.tryEmitValue(how);
    if (spec.lifecycle().autoRemove()) {
      world.remove(this);
    }
  }

  /** Tells those who wait for the removal. */
  void vanish() {
    Exit last;
    synchronized (this) {
      state = ContainerState.ABSENT;
      last = exit.orElse(new Exit.Lost("it never ended"));
    }
    gone.tryEmitValue(last);
  }

  synchronized Mono<Exit> nextEnd() {
    return nextEnd.asMono();
  }

  /** The next end, or the last one if it does not run. */
  synchronized Mono<Exit> end() {
    return state == ContainerState.EXITED ? Mono.just(lastExit()) : nextEnd.asMono();
  }

  Mono<Exit> gone() {
    return gone.asMono();
  }

  private synchronized Exit lastExit() {
    return world.capabilities().has(Capability.EXIT_CODE_AFTER_THE_FACT)
        ? exit.orElseThrow()
        : new Exit.Lost("this runtime keeps no exit codes");
  }

  /** Freezes it or lets it go on. */
  synchronized void freeze(boolean freeze) {
    FakeProcess running = process().orElseThrow();
    state = freeze ? ContainerState.PAUSED : ContainerState.RUNNING;
    if (freeze) {
      running.output().freeze();
    } else {
      running.output().thaw();
    }
  }

  /** Its first process and what is executed beside it; none if it does not run. */
  List<FakeProcess> processes() {
    List<FakeProcess> all = new ArrayList<>(process().stream().toList());
    if (!all.isEmpty()) {
      all.addAll(executed);
    }
    return all;
  }

  void adopt(FakeProcess child) {
    executed.add(child);
  }

  void disown(FakeProcess child) {
    executed.remove(child);
  }

  synchronized ContainerInfo info() {
    return new ContainerInfo(
        id,
        name,
        spec.image(),
        Optional.empty(),
        state,
        state.name().toLowerCase(Locale.ROOT),
        state == ContainerState.EXITED ? Optional.of(lastExit()) : Optional.empty(),
        Optional.empty(),
        argv(),
        spec.process().tty(),
        Optional.of(createdAt),
        startedAt,
        state == ContainerState.EXITED ? finishedAt : Optional.empty(),
        process().map(running -> OptionalLong.of(running.pid())).orElse(OptionalLong.empty()),
        0,
        spec.labels(),
        ports,
        List.of(),
        List.of());
  }
}
