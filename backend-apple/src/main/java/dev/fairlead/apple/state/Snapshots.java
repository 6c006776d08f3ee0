package dev.fairlead.apple.state;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.Fields;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How containers are, looked at again and again by one call for all who watch, since the program
 * has no events. Nobody sees a look that began before he came.
 */
public final class Snapshots {

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Program program;
  private final Flux<Snapshot> shared;

  /**
   * One look.
   *
   * @param begun when it began, by {@link System#nanoTime}
   * @param containers all containers by id
   */
  private record Snapshot(long begun, Map<String, AppleContainer> containers) {}

  /**
   * Makes one. Nothing is asked yet.
   *
   * @param program by which is asked
   */
  public Snapshots(Program program) {
    this.program = program;
    this.shared =
        Mono.defer(this::look)
            .repeatWhen(rounds -> rounds.concatMap(round -> Mono.delay(PAUSE), 1))
            .publish(1)
            .refCount(1);
  }

  private Mono<Snapshot> look() {
    long begun = System.nanoTime();
    return all("list containers").map(containers -> new Snapshot(begun, containers));
  }

  /**
   * All containers now.
   *
   * @param operation what is done, for errors
   * @return the containers by their ids
   */
  public Mono<Map<String, AppleContainer>> all(String operation) {
    return program
        .objects(operation, null, Invocation.of("list", "--all", "--format", "json"))
        .map(Snapshots::byId);
  }

  private static Map<String, AppleContainer> byId(List<Fields> objects) {
    Map<String, AppleContainer> containers = new LinkedHashMap<>();
    objects.stream()
        .map(AppleContainer::new)
        .forEach(container -> containers.put(container.id(), container));
    return containers;
  }

  /**
   * One container now.
   *
   * @param operation what is done, for errors
   * @param id its id
   * @return empty if there is none
   */
  public Mono<AppleContainer> find(String operation, String id) {
    return program
        .objects(operation, id, Invocation.of("inspect", id))
        .onErrorResume(
            NotFoundException.class,
            gone ->
                gone.kind() == NotFoundException.Kind.CONTAINER
                    ? Mono.just(List.of())
                    : Mono.error(gone))
        .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()))
        .map(AppleContainer::new);
  }

  /**
   * One container now; an error if there is none.
   *
   * @param operation what is done, for errors
   * @param id its id
   * @return the container
   */
  public Mono<AppleContainer> require(String operation, String id) {
    return find(operation, id)
        .switchIfEmpty(Mono.error(() -> AppleErrors.noContainer(operation, id)));
  }

  /**
   * One container from now on, four times a second. Cancelling ends the looks, if nobody else
   * looks.
   *
   * @param id its id
   * @return each time how it is; empty while there is none
   */
  public Flux<Optional<AppleContainer>> of(String id) {
    return Flux.defer(
        () -> {
          long since = System.nanoTime();
          return shared
              .onBackpressureLatest()
              .filter(snapshot -> snapshot.begun() - since >= 0)
              .map(snapshot -> Optional.ofNullable(snapshot.containers().get(id)));
        });
  }
}
