package dev.fairlead.apple;

import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Makes containers out of specifications. */
final class Creation {

  private static final int REMOVALS = 5;

  private final Program program;
  private final ImageStore images;
  private final Snapshots snapshots;
  private final ApplePlanner planner;
  private final CreateArguments arguments;
  private final HostAddress hosts;
  private final Platform usual;
  private final Cleanups cleanups;

  Creation(
      Program program,
      ImageStore images,
      Snapshots snapshots,
      ApplePlanner planner,
      CreateArguments arguments,
      Platform usual,
      Cleanups cleanups) {
    this.program = program;
    this.images = images;
    this.snapshots = snapshots;
    this.planner = planner;
    this.arguments = arguments;
    this.hosts = new HostAddress(program);
    this.usual = usual;
    this.cleanups = cleanups;
  }

  static String operation(ContainerSpec spec) {
    return "create container " + spec.name().orElse("of image " + spec.image());
  }

  Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    String operation = operation(spec);
    return Mono.defer(
        () -> {
          List<FieldPlan> fates = planner.plan(spec).require(mode).fields();
          Set<SpecField> dropped = ApplePlanner.dropped(fates);
          String id =
              dropped.contains(SpecField.NAME) ? unique() : spec.name().orElseGet(Creation::unique);
          return image(operation, spec, dropped)
              .flatMap(image -> chosen(operation, spec, dropped, id, image))
              .flatMap(
                  chosen ->
                      uncancelled(
                          make(
                              operation,
                              id,
                              arguments.of(spec, dropped, chosen, Clock.systemUTC())),
                          id,
                          spec.name().filter(id::equals).isEmpty()))
              .onErrorResume(
                  ConflictException.class,
                  taken ->
                      spec.name().isPresent() ? existing(operation, spec, id) : Mono.error(taken));
        });
  }

  /** As the program makes them. Not of a secure random number, which could block. */
  private static String unique() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** The program would pull what is not here, and nobody asked for that. */
  private Mono<AppleImage> image(String operation, ContainerSpec spec, Set<SpecField> dropped) {
    Platform platform =
        dropped.contains(SpecField.PLATFORM) ? usual : spec.platform().orElse(usual);
    return Mono.fromSupplier(() -> ImageReference.parse(spec.image()))
        .onErrorMap(
            IllegalArgumentException.class,
            wrong ->
                AppleErrors.invalid(operation, String.valueOf(wrong.getMessage()), "another name"))
        .flatMap(reference -> images.find(operation, reference))
        .filter(image -> image.has(platform))
        .switchIfEmpty(
            Mono.error(
                () ->
                    AppleErrors.missing(
                        NotFoundException.Kind.IMAGE,
                        operation,
                        spec.image(),
                        "there is no image " + spec.image() + " for " + platform)));
  }

  private Mono<CreateArguments.Chosen> chosen(
      String operation, ContainerSpec spec, Set<SpecField> dropped, String id, AppleImage image) {
    ContainerSpec kept = Without.fields(spec, dropped);
    return Mono.zip(
            HostPorts.chosenFor(kept.networking().ports()),
            hosts.neededBy(operation, kept.process().env(), kept.networking().networks()))
        .map(
            both ->
                new CreateArguments.Chosen(
                    id,
                    image.name(),
                    both.getT2(),
                    both.getT1(),
                    image.command(kept.platform().orElse(usual))));
  }

  private Mono<CreateResult> make(String operation, String id, Invocation call) {
    return program
        .run(operation, id, call)
        .map(
            printed ->
                new CreateResult(ContainerId.of(id), CreateResult.Outcome.CREATED, List.of()));
  }

  /**
   * A call that is killed may have been heard: so a cancelled one goes on to its end, and what it
   * made is taken away again. One that a Ctrl-C at the terminal hit too fails, and leaves perhaps
   * what it made; that is taken away where nobody else can have the name.
   */
  private Mono<CreateResult> uncancelled(Mono<CreateResult> make, String id, boolean own) {
    Mono<Void> discard = discard("remove container " + id, id).onErrorComplete();
    return Mono.usingWhen(
        Mono.fromSupplier(make::cache),
        running -> running,
        running -> Mono.empty(),
        (running, error) -> own ? cleanups.track(discard) : Mono.empty(),
        running ->
            cleanups.track(
                running.then(discard).onErrorResume(failed -> own ? discard : Mono.empty())));
  }

  private Mono<Void> discard(String operation, String id) {
    return program
        .run(operation, id, Invocation.of("delete", "--force", id))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .retryWhen(Retry.backoff(REMOVALS, Duration.ofMillis(100)))
        .then();
  }

  private Mono<CreateResult> existing(String operation, ContainerSpec spec, String id) {
    return snapshots
        .require(operation, id)
        .flatMap(
            holder -> {
              List<String> differing = Ownership.differences(spec, holder.labels());
              return differing.isEmpty()
                  ? Mono.just(
                      new CreateResult(ContainerId.of(id), CreateResult.Outcome.EXISTED, List.of()))
                  : Mono.error(
                      new ConflictException(
                          differing,
                          AppleErrors.context(operation)
                              .withResource(id)
                              .withRemedy("fairlead rm " + id + ", or another name"),
                          "the name is in use by a container that differs in "
                              + String.join(", ", differing),
                          null));
            });
  }
}
