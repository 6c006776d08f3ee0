package dev.fairlead.engine;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.RetryableException;
import dev.fairlead.spi.image.ImageReference;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Creating: plan, mark, create, and what a name that exists means. */
final class Creation {

  private static final int UNSEEN_TRIES = 3;
  private static final Duration UNSEEN_PAUSE = Duration.ofMillis(50);

  private final EngineClient client;
  private final Lifecycle lifecycle;
  private final Clock clock;
  private final SpecPlanner planner;
  private final CreationForms forms;
  private final ImageNames names;
  private final CreationForm usual;

  Creation(
      EngineClient client,
      Capabilities capabilities,
      KernelSupport kernel,
      Peculiarities peculiarities,
      Lifecycle lifecycle,
      Clock clock) {
    this.client = client;
    this.lifecycle = lifecycle;
    this.clock = clock;
    this.forms = peculiarities.forms();
    this.names = peculiarities.names();
    this.usual = new SpecMapping(client.api(), client.dialect(), capabilities);
    this.planner =
        new SpecPlanner(
            client.backend(),
            client.api(),
            client.dialect(),
            capabilities,
            kernel,
            spec -> forms.of(spec, usual),
            peculiarities.healthChecking(),
            clock);
  }

  SpecPlanner planner() {
    return planner;
  }

  Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    return Mono.defer(
        () -> {
          planner.require(spec, mode);
          return uncancelled(named(marked(spec)).flatMap(named -> attempt(spec, named)))
              .retryWhen(
                  Retry.backoff(10, Duration.ofMillis(20))
                      .maxBackoff(Duration.ofMillis(500))
                      .filter(Vanished.class::isInstance)
                      .onRetryExhaustedThrow((retry, last) -> last.failure()))
              .onErrorMap(Vanished.class, Vanished::conflict);
        });
  }

  /**
   * A call that was cancelled may still make a container: so it goes on, and what it made is taken
   * away.
   */
  private Mono<CreateResult> uncancelled(Mono<CreateResult> attempt) {
    return Mono.usingWhen(
        Mono.fromSupplier(attempt::cache),
        running -> running,
        made -> Mono.empty(),
        (failed, error) -> Mono.empty(),
        running -> client.cleanups().track(running.flatMap(this::takeBack).onErrorComplete()));
  }

  private Mono<Void> takeBack(CreateResult made) {
    return made.outcome() == CreateResult.Outcome.CREATED
        ? lifecycle.remove(made.id(), RemoveOptions.force())
        : Mono.empty();
  }

  /** The specification with the image that its name stands for here. */
  private Mono<ContainerSpec> named(ContainerSpec spec) {
    ImageReference written;
    try {
      written = ImageReference.parse(spec.image());
    } catch (IllegalArgumentException e) {
      return Mono.just(spec); // the daemon says what is wrong with it
    }
    return names
        .here(written)
        .map(ImageReference::toString)
        .map(here -> here.equals(spec.image()) ? spec : spec.toBuilder().image(here).build());
  }

  /**
   * @param marked the same with marks, and with its image as the daemon is to take it
   */
  private Mono<CreateResult> attempt(ContainerSpec spec, ContainerSpec marked) {
    String operation = operation(spec);
    CreationForm form = forms.of(spec, usual);
    EngineCall call =
        client
            .post(operation, form.path())
            .about(spec.name().orElse(spec.image()))
            .missing(NotFoundException.Kind.IMAGE);
    for (Map.Entry<String, String> parameter : form.query(marked).entrySet()) {
      call = call.query(parameter.getKey(), parameter.getValue());
    }
    return client
        .object(call.json(form.body(marked, EnvValue::value)), Creation::created)
        .retryWhen(
            Retry.from(
                failures ->
                    failures.concatMap(failed -> unseen(failed, operation, marked.image()), 1)))
        .onErrorResume(RetryableException.class, error -> takeBackUnseen(marked, error))
        .flatMap(made -> connect(spec, made))
        .onErrorResume(ConflictException.class, conflict -> existing(spec, operation, conflict));
  }

  /**
   * A rootless Podman (4.3) was seen once to answer "image not known" by 500 where the image was
   * there for all other calls. It says the same of one that is not there, so that is asked for.
   *
   * @return a value if the creation is to be tried again; the failure if not
   */
  private Mono<Long> unseen(Retry.RetrySignal failed, String operation, String image) {
    Throwable failure = failed.failure();
    boolean isMissing =
        failure instanceof NotFoundException missing
            && missing.kind() == NotFoundException.Kind.IMAGE
            && missing.context().nativeCode().filter("HTTP 500"::equals).isPresent();
    return isMissing && failed.totalRetries() < UNSEEN_TRIES
        ? client
            .object(client.get(operation, "/images/{}/json", image), there -> there)
            .onErrorMap(unreadable -> failure)
            .then(Mono.delay(UNSEEN_PAUSE))
        : Mono.error(failure);
  }

  private ContainerSpec marked(ContainerSpec spec) {
    ContainerSpec marked = Ownership.mark(spec, clock);
    return marked.labels().containsKey(Ownership.ATTEMPT)
        ? marked
        : marked.toBuilder().label(Ownership.ATTEMPT, UniqueWord.next()).build();
  }

  /** Without an answer it is not known whether a container was made: its mark tells. */
  private Mono<CreateResult> takeBackUnseen(ContainerSpec marked, RetryableException error) {
    String mark = marked.labels().getOrDefault(Ownership.ATTEMPT, "");
    return lifecycle
        .list(ContainerFilter.all().withLabel(Ownership.ATTEMPT, mark))
        .concatMap(info -> lifecycle.remove(info.id(), RemoveOptions.force()))
        .onErrorResume(ContainerException.class, unreachable -> Mono.empty())
        .then(Mono.error(error));
  }

  private static String operation(ContainerSpec spec) {
    return spec.name()
        .map(name -> "create container " + name)
        .orElse("create a container of " + spec.image());
  }

  private static CreateResult created(JsonObject json) {
    return new CreateResult(
        ContainerId.of(json.text("Id").orElse("")),
        CreateResult.Outcome.CREATED,
        json.texts("Warnings"));
  }

  /** Connects to the networks that an old API does not take in the creation itself. */
  private Mono<CreateResult> connect(ContainerSpec spec, CreateResult made) {
    return Flux.fromIterable(forms.of(spec, usual).laterNetworks(spec).entrySet())
        .concatMap(
            later ->
                client.send(
                    client
                        .post(operation(spec), "/networks/{}/connect", later.getKey())
                        .json(
                            SpecMapping.ordered(
                                "Container", made.id().value(),
                                "EndpointConfig", later.getValue()))))
        .then(Mono.just(made))
        .onErrorResume(
            ContainerException.class,
            error ->
                lifecycle
                    .remove(made.id(), RemoveOptions.force())
                    .onErrorResume(ContainerException.class, ignored -> Mono.empty())
                    .then(Mono.error(error)));
  }

  private Mono<CreateResult> existing(
      ContainerSpec spec, String operation, ConflictException conflict) {
    if (spec.name().isEmpty() || !EngineWords.nameTaken(String.valueOf(conflict.getMessage()))) {
      return Mono.error(conflict);
    }
    String name = spec.name().get();
    return EngineInspection.of(client, operation, ContainerId.of(name))
        .map(EngineInspection::info)
        .onErrorMap(NotFoundException.class, gone -> new Vanished(conflict))
        .flatMap(info -> compare(spec, info, conflict));
  }

  private static Mono<CreateResult> compare(
      ContainerSpec spec, ContainerInfo info, ConflictException conflict) {
    List<String> different = Ownership.differences(spec, info.labels());
    if (different.isEmpty()) {
      return Mono.just(new CreateResult(info.id(), CreateResult.Outcome.EXISTED, List.of()));
    }
    return Mono.error(
        () ->
            new ConflictException(
                different,
                conflict
                    .context()
                    .withRemedy("another name, or fairlead rm -f " + info.name() + " first"),
                "a container of that name exists and differs in " + String.join(", ", different),
                conflict));
  }

  /** The container that holds the name is gone, or not whole yet. */
  private static final class Vanished extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ConflictException conflict;

    Vanished(ConflictException conflict) {
      super(null, conflict, false, false);
      this.conflict = conflict;
    }

    static Throwable conflict(Vanished vanished) {
      return vanished.conflict;
    }
  }
}
