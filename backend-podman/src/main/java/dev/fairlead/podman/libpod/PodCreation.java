package dev.fairlead.podman.libpod;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.UniqueWord;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodSpec;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes a pod with its containers, or nothing. */
final class PodCreation {

  private final EngineClient client;
  private final Containers containers;
  private final Clock clock;
  private final Function<String, Mono<PodInfo>> inspect;
  private final Function<String, Mono<Void>> takeAway;

  PodCreation(
      EngineClient client,
      Containers containers,
      Clock clock,
      Function<String, Mono<PodInfo>> inspect,
      Function<String, Mono<Void>> takeAway) {
    this.client = client;
    this.containers = containers;
    this.clock = clock;
    this.inspect = inspect;
    this.takeAway = takeAway;
  }

  Mono<PodInfo> create(PodSpec spec, PlanMode mode) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> new Attempt(spec)),
        attempt -> attempt.pod(mode),
        attempt -> Mono.empty(),
        (attempt, error) -> attempt.takeBack(),
        attempt -> client.cleanups().track(attempt.takeBackWhenMade()));
  }

  /** The pod that a call has made, or the one that was there before it. */
  private record Outcome(String id, boolean existed) {}

  /** One creation, told from others of the same name by a mark. */
  private final class Attempt {

    private final PodSpec spec;
    private final String mark = UniqueWord.next();

    /**
     * One that was cancelled may still make a pod: so it goes on, and what it made is taken away.
     */
    private final Mono<String> made;

    Attempt(PodSpec spec) {
      this.spec = spec;
      this.made = make().cache();
    }

    private String operation() {
      return "create pod " + spec.name();
    }

    private Mono<String> make() {
      Map<String, String> labels = new LinkedHashMap<>(spec.labels());
      labels.putAll(Ownership.marks(spec.canonicalFields(), spec.labels(), clock));
      labels.put(Ownership.ATTEMPT, mark);
      EngineCall call =
          client
              .post(operation(), "/libpod/pods/create")
              .about(spec.name())
              .missing(NotFoundException.Kind.NETWORK)
              .json(PodMapper.body(spec, labels));
      return client.object(call, json -> json.text("Id").orElse(spec.name()));
    }

    Mono<PodInfo> pod(PlanMode mode) {
      return made.map(id -> new Outcome(id, false))
          .onErrorResume(ConflictException.class, this::existing)
          .flatMap(
              pod -> (pod.existed() ? Mono.empty() : fill(mode)).then(inspect.apply(pod.id())));
    }

    private Mono<Void> fill(PlanMode mode) {
      return Flux.fromIterable(spec.containers())
          .concatMap(container -> containers.create(joining(container), mode))
          .then();
    }

    private ContainerSpec joining(ContainerSpec container) {
      return container.toBuilder().pod(spec.name()).build();
    }

    private Mono<Outcome> existing(ConflictException conflict) {
      return inspect
          .apply(spec.name())
          .onErrorMap(NotFoundException.class, gone -> conflict)
          .flatMap(
              pod -> {
                List<String> different =
                    Ownership.differences(spec.canonicalFields(), pod.labels());
                return different.isEmpty()
                    ? Mono.just(new Outcome(pod.id(), true))
                    : Mono.error(() -> differs(different, conflict));
              });
    }

    private ConflictException differs(List<String> different, ConflictException conflict) {
      return new ConflictException(
          different,
          conflict
              .context()
              .withRemedy("another name, or fairlead pod rm -f " + spec.name() + " first"),
          "a pod of that name exists and differs in " + String.join(", ", different),
          conflict);
    }

    Mono<Void> takeBackWhenMade() {
      return made.onErrorComplete().then(takeBack());
    }

    /** Without an answer it is not known whether a pod was made: its mark tells. */
    Mono<Void> takeBack() {
      return inspect
          .apply(spec.name())
          .filter(pod -> mark.equals(pod.labels().get(Ownership.ATTEMPT)))
          .flatMap(pod -> takeAway.apply(pod.id()))
          .onErrorResume(ContainerException.class, unreachable -> Mono.empty());
    }
  }
}
