package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.RunRequest;
import dev.fairlead.core.RunningContainer;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.PullOptions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs a container: its output is this command's output, and its exit code this command's own. */
@Command(name = "run", description = "Run a container and end with its exit code.")
final class RunCommand extends RuntimeCommand {

  private static final Duration UNREAD_GRACE = Duration.ofSeconds(1);

  @Option(
      names = {"-d", "--detach"},
      description = "Print the container's id and leave it running.")
  boolean detach;

  @Mixin ContainerOptions container = new ContainerOptions();

  @Mixin DetachOptions detachKeys = new DetachOptions();

  @Override
  Mono<Integer> execute(Session session) {
    ContainerSpec spec = root().spec(container);
    container.idFile.check(root().terminal().directory());
    if (detach) {
      return session
          .runtime()
          .flatMap(
              runtime ->
                  ImageArgument.in(runtime.images(), container.on(runtime.id(), spec))
                      .flatMap(meant -> startOnly(session, runtime, meant)));
    }
    Attachment attachment = attachment(session);
    return session
        .runtime()
        .flatMap(
            runtime ->
                ImageArgument.in(runtime.images(), container.on(runtime.id(), spec))
                    .map(meant -> request(session, meant, attachment))
                    .flatMap(request -> run(session, attachment, runtime, request)));
  }

  private Mono<Integer> run(
      Session session, Attachment attachment, ContainerRuntime runtime, RunRequest request) {
    return Mono.usingWhen(
        runtime.run(request),
        running ->
            writeId(running.id())
                .then(Mono.defer(() -> attached(session, attachment, runtime, running))),
        RunningContainer::close,
        (running, error) -> running.close(),
        running -> session.cleanups().track(ended(running)));
  }

  private Attachment attachment(Session session) {
    return Attachment.of(
        session,
        container.interactive ? Attachment.Streams.BOTH : Attachment.Streams.OUTPUT,
        container.tty ? Attachment.Kind.TERMINAL : Attachment.Kind.PIPES,
        detachKeys);
  }

  private static RunRequest request(Session session, ContainerSpec spec, Attachment attachment) {
    RunRequest request =
        RunRequest.of(spec)
            .withMode(session.planMode())
            .withProgress(new PullNotices(session)::step);
    return attachment.size().map(request::withSize).orElse(request);
  }

  private Mono<Integer> startOnly(Session session, ContainerRuntime runtime, ContainerSpec spec) {
    return nameIsFree(runtime, spec)
        .thenMany(Flux.defer(() -> runtime.ensureImage(spec, PullOptions.defaults())))
        .doOnNext(new PullNotices(session)::step)
        .then(Mono.defer(() -> runtime.containers().launch(spec, session.planMode())))
        .delayUntil(result -> writeId(result.id()))
        .doOnNext(
            result -> {
              result.warnings().forEach(session::notice);
              output().created(result.id());
            })
        .thenReturn(ExitCodes.OK);
  }

  /** To the contract a container of that name and specification is the one that is asked for. */
  private static Mono<Void> nameIsFree(ContainerRuntime runtime, ContainerSpec spec) {
    return Mono.justOrEmpty(spec.name())
        .flatMap(
            name ->
                runtime
                    .containers()
                    .inspect(ContainerId.of(name))
                    // A name may be the beginning of another one's id.
                    .filter(info -> info.name().equals(name))
                    .flatMap(info -> Mono.<Void>error(() -> taken(runtime, name)))
                    .onErrorResume(NotFoundException.class, free -> Mono.empty()));
  }

  private static ConflictException taken(ContainerRuntime runtime, String name) {
    return new ConflictException(
        ErrorContext.of(runtime.id(), "run container " + name)
            .withResource(name)
            .withRemedy("fairlead rm " + name + ", or another --name"),
        "the name is in use",
        null);
  }

  private Mono<Void> writeId(ContainerId id) {
    return container.idFile.write(root().terminal().directory(), id);
  }

  /** For a signal that came just when the container did. */
  private static Mono<Void> ended(RunningContainer running) {
    return running.stop(StopOptions.defaults()).onErrorComplete().then(running.close());
  }

  /**
   * Nobody reads what it writes: as in a pipeline of a shell, it does not go on by itself. It may
   * have ended, and be gone, since it wrote.
   */
  private static Mono<Integer> unread(ContainerRuntime runtime, RunningContainer running) {
    StopOptions options = StopOptions.defaults();
    return running
        .stop(choosesHow(runtime) ? options.withGrace(UNREAD_GRACE) : options)
        .then()
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .then(running.exit())
        .map(exit -> exit.code().orElse(ExitCodes.of(Execution.BROKEN_PIPE)));
  }

  private static boolean choosesHow(ContainerRuntime runtime) {
    return runtime.capabilities().has(Capability.STOP_OPTIONS);
  }

  /**
   * The first signal is passed on, and the container has its grace period to end by it; the second
   * one ends it at once. Either way its own code is the command's, where it is told.
   */
  private Mono<Integer> attached(
      Session session, Attachment attachment, ContainerRuntime runtime, RunningContainer running) {
    running.warnings().forEach(session::notice);
    running.forwarded().forEach(port -> session.notice("fairlead: listening on " + port));
    SecondSignal second = new SecondSignal(runtime, running, container.remove);
    AtomicBoolean asked = new AtomicBoolean();
    session
        .interrupts()
        .on(
            signal -> {
              Mono<?> end = second.act();
              if (asked.compareAndSet(false, true)) {
                session.notice("fairlead: waiting for the container to end; " + second.notice());
                StopOptions options = StopOptions.defaults();
                end = running.stop(choosesHow(runtime) ? options.withSignal(signal) : options);
              }
              end.subscribe(ignored -> {}, error -> Failure.report(root(), error));
            });
    return attachment
        .join(running)
        .onErrorResume(ClosedPipeException.class, gone -> unread(runtime, running))
        .onErrorResume(
            UncheckedIOException.class,
            lost -> unread(runtime, running).onErrorComplete().then(Mono.error(lost)))
        .onErrorResume(
            error -> second.isRemoved(), broken -> Mono.just(session.interrupts().code()));
  }
}
