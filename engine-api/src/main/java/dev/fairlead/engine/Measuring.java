package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What containers use, and which processes they have. */
final class Measuring {

  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final EngineClient client;

  Measuring(EngineClient client) {
    this.client = client;
  }

  /** One sample, of two within a second, so that there is a rate: most daemons take both. */
  Mono<ContainerStats> once(ContainerId id) {
    return client.dialect().oneSampleHasNoRate()
        ? single(id).flatMap(first -> second(id, first))
        : single(id);
  }

  private Mono<ContainerStats> second(ContainerId id, ContainerStats first) {
    return single(id)
        .delaySubscription(BETWEEN)
        .map(now -> StatsMapper.rated(first, now))
        .onErrorResume(ConflictException.class, ended -> Mono.just(first))
        .onErrorResume(NotFoundException.class, gone -> Mono.just(first));
  }

  private Mono<ContainerStats> single(ContainerId id) {
    EngineCall call = call(id).query("stream", "0");
    return client
        .fetch(call, response -> response.bytes(HttpResponse.MAX_JSON_BYTES))
        .flatMap(body -> Mono.justOrEmpty(sample(body)))
        .switchIfEmpty(Mono.error(() -> notRunning(id, call)));
  }

  /** Of a container that does not run, daemons tell zeros, their refusal or nothing at all. */
  private static Optional<ContainerStats> sample(byte[] body) {
    return body.length == 0 ? Optional.empty() : StatsMapper.sample(JsonObject.read(body));
  }

  /**
   * Samples until the end of the container. Docker itself goes on with zeros after it, and does so
   * between two runs of a restart policy too. Podman ends, without any of one that does not run.
   */
  Flux<ContainerStats> stream(ContainerId id) {
    EngineCall call = call(id).query("stream", "1").lasting();
    return Flux.defer(
        () -> {
          AtomicBoolean ran = new AtomicBoolean();
          return client.stream(call, JsonObject::stream)
              .map(StatsMapper::sample)
              .concatMap(
                  sample -> sample.isPresent() ? Mono.just(new Step(sample)) : look(id, ran), 1)
              .takeUntil(Step::isLast)
              .scan(Step::after)
              .<ContainerStats>handle(
                  (step, sink) -> {
                    if (step.sample().isPresent()) {
                      ran.set(true);
                      sink.next(step.sample().get());
                    } else if (step.isLast() && !ran.get()) {
                      sink.error(notRunning(id, call));
                    }
                  })
              .switchIfEmpty(
                  Flux.defer(
                      () -> ran.get() ? Flux.empty() : Flux.error(() -> notRunning(id, call))));
        });
  }

  /** One step of a stream: a sample, or none for the end. */
  private record Step(Optional<ContainerStats> sample) {
    boolean isLast() {
      return sample.isEmpty();
    }

    static Step after(Step before, Step now) {
      return before.isLast() || now.isLast()
          ? now
          : new Step(Optional.of(StatsMapper.rated(before.sample().get(), now.sample().get())));
    }
  }

  /**
   * Whether a container that is not measured now has ended; empty while it may go on. One whose
   * runs are all shorter than the time between two samples ran all the same.
   */
  private Mono<Step> look(ContainerId id, AtomicBoolean ran) {
    return EngineInspection.of(client, "measure container " + id, id)
        .filter(
            now -> {
              boolean goesOn = now.state().alive() || now.state() == ContainerState.RESTARTING;
              ran.compareAndSet(false, goesOn);
              return !goesOn;
            })
        .map(over -> new Step(Optional.empty()))
        .onErrorResume(NotFoundException.class, gone -> Mono.just(new Step(Optional.empty())));
  }

  private EngineCall call(ContainerId id) {
    return client
        .get("measure container " + id, "/containers/{}/stats", id.value())
        .remedy("fairlead start " + id);
  }

  private static ConflictException notRunning(ContainerId id, EngineCall call) {
    return new ConflictException(call.context(), "container " + id + " does not run", null);
  }

  Mono<ProcessTable> processes(ContainerId id, List<String> psArguments) {
    Optional<String> arguments =
        psArguments.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", psArguments));
    String operation = "list the processes of container " + id;
    EngineCall call =
        client.dialect().topIsOneColumn()
            ? client
                .get(operation, "/libpod/containers/{}/top", id.value())
                .missing(NotFoundException.Kind.CONTAINER)
                .query("stream", "false")
            : client.get(operation, "/containers/{}/top", id.value()).query("ps_args", arguments);
    return client
        .fetch(call, response -> response.bytes(HttpResponse.MAX_JSON_BYTES))
        .filter(body -> body.length > 0)
        .switchIfEmpty(Mono.error(() -> notRunning(id, call.remedy("fairlead start " + id))))
        .map(JsonObject::read)
        .map(json -> new ProcessTable(json.texts("Titles"), json.textRows("Processes")));
  }
}
