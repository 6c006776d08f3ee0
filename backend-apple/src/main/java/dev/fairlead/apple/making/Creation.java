package dev.fairlead.apple.making;

import dev.fairlead.apple.image.AppleImage;
import dev.fairlead.apple.image.ImageStore;
import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** Makes containers out of specifications. */
public final class Creation {

  /** What a call may take beyond its time, which nobody waits for any more. */
  private static final Duration OVERTIME = Duration.ofSeconds(2);

  private final Program program;
  private final ImageStore images;
  private final Snapshots snapshots;
  private final ApplePlanner planner;
  private final CreateArguments arguments;
  private final HostAddress hosts;
  private final Platform usual;
  private final GivenUp givenUp;

  /**
   * Makes one.
   *
   * @param program by which it works
   * @param images looks images up
   * @param snapshots looks containers up
   * @param planner tells which fields are dropped
   * @param arguments makes the call
   * @param usual the platform of images that nobody asked for otherwise
   * @param cleanups what is taken back
   */
  public Creation(
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
    this.givenUp = new GivenUp(program, snapshots, cleanups);
  }

  /**
   * What making one is called, for errors.
   *
   * @param spec the specification
   * @return the operation
   */
  public static String operation(ContainerSpec spec) {
    return "create container " + spec.name().orElse("of image " + spec.image());
  }

  /**
   * Makes a container, or finds the one that was made of the same. When it is cancelled, or its
   * time is up, what comes of it is removed.
   *
   * @param spec the specification
   * @param mode whether fields may be dropped
   * @return the container
   */
  public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
    String operation = operation(spec);
    return Mono.defer(
        () -> {
          List<FieldPlan> fates = planner.plan(spec).require(mode).fields();
          Set<SpecField> dropped = ApplePlanner.dropped(fates);
          boolean named = spec.name().isPresent() && !dropped.contains(SpecField.NAME);
          String id = named ? spec.name().get() : unique();
          Optional<String> making = named ? Optional.of(unique()) : Optional.empty();
          return image(operation, spec, dropped)
              .flatMap(image -> chosen(operation, spec, dropped, id, making, image))
              .flatMap(
                  chosen ->
                      uncancelled(
                          operation,
                          make(
                              operation,
                              id,
                              arguments.of(spec, dropped, chosen, Clock.systemUTC())),
                          new GivenUp.Making(id, making)))
              .onErrorResume(
                  ConflictException.class,
                  taken -> named ? existing(operation, spec, id) : Mono.error(taken));
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
      String operation,
      ContainerSpec spec,
      Set<SpecField> dropped,
      String id,
      Optional<String> making,
      AppleImage image) {
    ContainerSpec kept = Without.fields(spec, dropped);
    return Mono.zip(
            HostPorts.chosenFor(kept.networking().ports()),
            hosts.neededBy(operation, kept.process().env(), kept.networking().networks()))
        .map(
            both ->
                new CreateArguments.Chosen(
                    id,
                    making,
                    image.name(),
                    both.getT2(),
                    both.getT1(),
                    image.command(kept.platform().orElse(usual))));
  }

  private Mono<CreateResult> make(String operation, String id, Invocation call) {
    return program
        .run(operation, id, call, program.timeout().plus(OVERTIME))
        .map(
            printed ->
                new CreateResult(ContainerId.of(id), CreateResult.Outcome.CREATED, List.of()));
  }

  /**
   * A call that is killed may have been heard. So one that is cancelled, or whose time is up, goes
   * on for a while with nobody waiting for it, and what it made is taken away again.
   */
  private Mono<CreateResult> uncancelled(
      String operation, Mono<CreateResult> make, GivenUp.Making making) {
    return Mono.usingWhen(
            Mono.fromSupplier(make::cache),
            running -> running,
            running -> Mono.empty(),
            (running, error) ->
                error instanceof BackendFailureException
                    ? givenUp.takeBackAtOnce(making)
                    : Mono.empty(),
            running -> givenUp.takeBack(running.then(), making))
        .timeout(
            program.timeout(),
            Mono.error(() -> AppleErrors.map(operation, new TimeoutException())));
  }

  private Mono<CreateResult> existing(String operation, ContainerSpec spec, String id) {
    return snapshots
        .require(operation, id)
        .flatMap(
            holder -> {
              if (!givenUp.spares(holder.making())) {
                return Mono.error(
                    AppleErrors.conflict(
                        operation, id, "the container of that name is being removed", null));
              }
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
