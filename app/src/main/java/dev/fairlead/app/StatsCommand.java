package dev.fairlead.app;

import dev.fairlead.app.StatsView.Sample;
import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows what containers use, once or again and again. */
@Command(name = "stats", description = "Show what containers use, as it changes.")
final class StatsCommand extends RuntimeCommand {

  private static final int AT_ONCE = 16;
  private static final int STREAMS = 256;
  private static final Duration REFRESH = Duration.ofSeconds(1);

  @Option(
      names = {"-a", "--all"},
      description = "Also those that do not run.")
  boolean all;

  @Option(names = "--no-stream", description = "Show them once, and end.")
  boolean once;

  @Option(names = "--no-trunc", description = "Do not shorten ids.")
  boolean whole;

  @Option(names = "--pod", paramLabel = "POD", description = "The containers of a pod.")
  @Nullable String pod;

  @Parameters(
      arity = "0..*",
      paramLabel = "CONTAINER",
      description = "Names or ids (default: all that run).")
  List<String> containers = new ArrayList<>();

  @Mixin FormatOption format = new FormatOption();

  @Override
  Mono<Integer> execute(Session session) {
    StatsView.columns(whole).check(format);
    return session
        .runtime()
        .flatMap(runtime -> once ? showOnce(runtime) : showAlways(runtime))
        .thenReturn(ExitCodes.OK);
  }

  private Flux<ContainerInfo> chosen(ContainerRuntime runtime) {
    if (pod != null) {
      return runtime
          .pods()
          .inspect(pod)
          .flatMapIterable(PodInfo::containers)
          .concatMap(member -> runtime.containers().inspect(member));
    }
    return containers.isEmpty()
        ? runtime.containers().list(all ? ContainerFilter.all() : ContainerFilter.alive())
        : Flux.fromIterable(containers).concatMap(name -> runtime.containers().inspect(id(name)));
  }

  private Mono<Void> showOnce(ContainerRuntime runtime) {
    return chosen(runtime)
        .flatMapSequential(info -> measured(runtime, info, StatsMode.ONE_SHOT), AT_ONCE, 1)
        .collectList()
        .doOnNext(this::print)
        .then();
  }

  /** One that does not run is an error if it was named, unless those are wanted too. */
  private Flux<Sample> measured(ContainerRuntime runtime, ContainerInfo info, StatsMode mode) {
    Sample resting = new Sample(info, Optional.empty());
    ContainerId asked = containers.isEmpty() ? info.id() : id(info.name());
    Flux<Sample> samples =
        runtime.containers().stats(asked, mode).map(stats -> new Sample(info, Optional.of(stats)));
    return containers.isEmpty() || all
        ? samples
            .onErrorResume(
                ConflictException.class, stopped -> all ? Flux.just(resting) : Flux.empty())
            .onErrorResume(NotFoundException.class, gone -> Flux.empty())
        : samples;
  }

  private Mono<Void> showAlways(ContainerRuntime runtime) {
    Set<ContainerId> followed = ConcurrentHashMap.newKeySet();
    Flux<Sample> samples =
        Flux.merge(chosen(runtime), started(runtime))
            .filter(info -> followed.add(info.id()))
            .flatMap(info -> untilItsEnd(runtime, info, followed), STREAMS, 1);
    if (output().json() || format.lines() || format.jsonLines()) {
      return samples
          .filter(sample -> all || sample.stats().isPresent())
          .doOnNext(sample -> print(List.of(sample)))
          .then();
    }
    StatsScreen screen =
        new StatsScreen(
            root().terminal().out(),
            root().terminal().width(),
            root().terminal().outIsTerminal(),
            all || !containers.isEmpty(),
            StatsView.columns(whole),
            format);
    return Flux.interval(REFRESH)
        .onBackpressureDrop()
        .doOnNext(tick -> screen.show())
        .takeUntilOther(samples.doOnNext(screen::update).then())
        .then(Mono.fromRunnable(screen::show));
  }

  /** All samples, and then that there are no more. */
  private Flux<Sample> untilItsEnd(
      ContainerRuntime runtime, ContainerInfo info, Set<ContainerId> followed) {
    return measured(runtime, info, StatsMode.STREAM)
        .concatWith(
            Mono.fromSupplier(
                () -> {
                  followed.remove(info.id());
                  return new Sample(info, Optional.empty());
                }));
  }

  /** Those that begin to run meanwhile, where the runtime tells. */
  private Flux<ContainerInfo> started(ContainerRuntime runtime) {
    return containers.isEmpty() && pod == null && runtime.capabilities().has(Capability.EVENTS)
        ? runtime
            .system()
            .events(
                EventFilter.all()
                    .withKinds(ResourceKind.CONTAINER)
                    .withActions(EventAction.STARTED))
            .concatMap(
                event ->
                    runtime
                        .containers()
                        .inspect(ContainerId.of(event.resourceId()))
                        .onErrorResume(NotFoundException.class, gone -> Mono.empty()))
        : Flux.empty();
  }

  private void print(List<Sample> samples) {
    if (output().json() && !format.given()) {
      samples.forEach(this::printLine);
    } else {
      StatsView.columns(whole).print(output(), format, samples);
    }
  }

  private void printLine(Sample sample) {
    output().element(StatsView.document(sample.info(), sample.stats()).fields());
  }
}
