package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What containers use, which processes they have, and how well they are. */
final class Measuring {

  private final EngineClient client;

  Measuring(EngineClient client) {
    this.client = client;
  }

  /** One sample; the daemon itself takes two within a second, so that there is a rate. */
  Mono<ContainerStats> once(ContainerId id) {
    EngineCall call = call(id).query("stream", "0");
    return client
        .object(call, StatsMapper::sample)
        .flatMap(sample -> Mono.justOrEmpty(sample))
        .switchIfEmpty(Mono.error(() -> notRunning(id, call)));
  }

  /**
   * Samples until the end of the container. Docker itself goes on with zeros after it, and does so
   * between two runs of a restart policy too.
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
              .<ContainerStats>handle(
                  (step, sink) -> {
                    if (step.sample().isPresent()) {
                      ran.set(true);
                      sink.next(step.sample().get());
                    } else if (step.isLast() && !ran.get()) {
                      sink.error(notRunning(id, call));
                    }
                  });
        });
  }

  /** One step of a stream: a sample, or none for the end. */
  private record Step(Optional<ContainerStats> sample) {
    boolean isLast() {
      return sample.isEmpty();
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
    return client
        .object(
            client
                .get("list the processes of container " + id, "/containers/{}/top", id.value())
                .query("ps_args", arguments))
        .map(json -> new ProcessTable(json.texts("Titles"), json.textRows("Processes")));
  }

  Mono<HealthReport> health(ContainerId id) {
    return client
        .object(client.get("read the health of container " + id, "/containers/{}/json", id.value()))
        .flatMap(json -> Mono.justOrEmpty(ContainerMapper.healthReport(json.object("State"))));
  }
}
