package dev.fairlead.jobs;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.job.IndexedJobs;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.volume.Volumes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A backend each of whose calls is counted, and the k-th of which meets with an accident. */
final class Interposed {

  /** What happens to a call, however it was meant. */
  interface Accident {
    <T> Flux<T> to(Flux<T> call, Scheduler time);
  }

  private final Backend below;
  private final IndexedJobs jobs;
  private final Set<Capability> more;
  private final Scheduler time;
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> names = Collections.synchronizedList(new ArrayList<>());
  private volatile Endpoint endpoint;
  private volatile boolean mountsNothing;
  private volatile int unlucky;
  private volatile Duration outage = Duration.ZERO;
  private volatile long until;
  private volatile Accident accident;

  Interposed(Backend below, IndexedJobs jobs, Set<Capability> more, Scheduler time) {
    this.below = below;
    this.jobs = jobs;
    this.time = time;
    this.more = more;
    this.endpoint = below.endpoint();
  }

  /** It answers somewhere else. */
  void endpoint(URI uri) {
    endpoint = Endpoint.of(uri);
  }

  /** It has no way to a directory of this machine. */
  void mountsNothing() {
    mountsNothing = true;
  }

  void at(int call, Accident what) {
    accident = what;
    unlucky = calls.get() + call;
  }

  /** All calls from one on meet with it, for some time. */
  void from(int call, Duration howLong, Accident what) {
    at(call, what);
    outage = howLong;
  }

  /** Calls since the beginning, by their methods. */
  List<String> names() {
    return List.copyOf(names);
  }

  Backend backend() {
    Containers containers = counted(Containers.class, below.containers());
    Images images = counted(Images.class, below.images());
    Volumes volumes = counted(Volumes.class, below.volumes());
    Networks networks = counted(Networks.class, below.networks());
    IndexedJobs ranked = counted(IndexedJobs.class, jobs);
    Capabilities capabilities = capabilities();
    return forward(
        Backend.class,
        below,
        (method, call) ->
            switch (method) {
              case "containers" -> containers;
              case "images" -> images;
              case "networks" -> networks;
              case "indexedJobs" -> ranked;
              case "volumes" -> volumes;
              case "capabilities" -> capabilities;
              case "endpoint" -> endpoint;
              case "plan" ->
                  more.contains(Capability.GPU)
                      ? Mono.just(new Plan(below.id(), "", List.of()))
                      : call.get();
              default -> call.get();
            });
  }

  private Capabilities capabilities() {
    Capabilities.Builder all = Capabilities.builder();
    for (Capability capability : Capability.values()) {
      if (more.contains(capability) || below.capabilities().has(capability)) {
        all.with(capability);
      } else {
        all.without(capability, "not here");
      }
    }
    return all.build();
  }

  private <T> T counted(Class<T> type, T facet) {
    return forward(
        type,
        facet,
        (method, call) -> {
          Object result = call.get();
          if (result instanceof Mono<?> mono) {
            return Flux.defer(() -> next(method, mono.flux())).singleOrEmpty();
          }
          return result instanceof Flux<?> flux ? Flux.defer(() -> next(method, flux)) : result;
        });
  }

  private <T> Flux<T> next(String method, Flux<T> call) {
    names.add(method);
    Flux<T> addressed = call.concatMap(this::named).map(this::addressed);
    int number = calls.incrementAndGet();
    if (number == unlucky) {
      until = time.now(TimeUnit.MILLISECONDS) + outage.toMillis();
    }
    boolean out = unlucky > 0 && number > unlucky && time.now(TimeUnit.MILLISECONDS) < until;
    return number == unlucky || out ? accident.to(addressed, time) : addressed;
  }

  /** As on the one such runtime that there is. */
  private boolean namesAreIds() {
    return !below.capabilities().has(Capability.DETACH);
  }

  @SuppressWarnings("unchecked")
  private <T> Mono<T> named(T value) {
    if (namesAreIds() && value instanceof CreateResult made) {
      return below
          .containers()
          .inspect(made.id())
          .map(
              info ->
                  (T)
                      new CreateResult(
                          ContainerId.of(info.name()), made.outcome(), made.warnings()));
    }
    return Mono.just(value);
  }

  /** What an answer held goes with the connection that it was lost on. */
  static <T> Mono<T> released(T value) {
    if (value instanceof ExitWatch watch) {
      return watch.close().then(Mono.empty());
    }
    return value instanceof AttachedProcess process
        ? process.close().then(Mono.empty())
        : Mono.empty();
  }

  /** The fake runtime has no addresses, and some have one only while they run. */
  @SuppressWarnings("unchecked")
  private <T> T addressed(T value) {
    if (!(value instanceof ContainerInfo info)) {
      return value;
    }
    return (T)
        new ContainerInfo(
            namesAreIds() ? ContainerId.of(info.name()) : info.id(),
            info.name(),
            info.image(),
            info.imageId(),
            info.state(),
            info.nativeState(),
            info.exit(),
            info.health(),
            info.command(),
            info.tty(),
            info.createdAt(),
            info.startedAt(),
            info.finishedAt(),
            info.pid(),
            info.restartCount(),
            info.labels(),
            info.ports(),
            namesAreIds() && !info.state().alive()
                ? List.of()
                : List.of(
                    new ContainerInfo.NetworkEndpoint(
                        "some",
                        Optional.of("10.9.8.7"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of())),
            info.mounts());
  }

  private interface Around {
    Object apply(String method, Supplier<Object> call);
  }

  private <T> T forward(Class<T> type, T target, Around around) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                around.apply(method.getName(), () -> invoke(target, method, known(arguments)))));
  }

  /** The fake runtime cannot mount, which makes no difference to who asks for it. */
  private Object[] known(Object[] arguments) {
    return mountsNothing || arguments == null
        ? arguments
        : Stream.of(arguments)
            .map(argument -> argument instanceof ContainerSpec spec ? withoutBinds(spec) : argument)
            .toArray();
  }

  private static ContainerSpec withoutBinds(ContainerSpec spec) {
    return new ContainerSpec(
        spec.image(),
        spec.name(),
        spec.process(),
        spec.mounts().stream().filter(mount -> !(mount instanceof Mount.Bind)).toList(),
        spec.networking(),
        spec.resources(),
        spec.security(),
        spec.devices(),
        spec.lifecycle(),
        spec.labels(),
        spec.annotations(),
        spec.platform(),
        spec.pullPolicy(),
        spec.imageCredentials(),
        spec.logDriver(),
        spec.pod(),
        spec.backendOptions());
  }

  private static Object invoke(Object target, Method method, Object[] arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
