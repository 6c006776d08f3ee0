package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.RunRequest;
import dev.fairlead.core.RunningContainer;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.image.PullOptions;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Runs a container: its output is this command's output, and its exit code this command's own. */
@Command(name = "run", description = "Run a container and end with its exit code.")
final class RunCommand extends RuntimeCommand {

  @Option(
      names = {"-d", "--detach"},
      description = "Print the container's id and leave it running.")
  boolean detach;

  @Mixin ContainerOptions container = new ContainerOptions();

  @Mixin DetachOptions detachKeys = new DetachOptions();

  @Override
  Mono<Integer> execute(Session session) {
    ContainerSpec spec = root().spec(container);
    if (detach) {
      return session.runtime().flatMap(runtime -> startOnly(session, runtime, spec));
    }
    Attachment attachment = attachment(session);
    RunRequest request = request(session, spec, attachment);
    return session
        .runtime()
        .flatMap(
            runtime ->
                Mono.usingWhen(
                    runtime.run(request),
                    running -> attached(session, attachment, running),
                    RunningContainer::close));
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
    return runtime
        .ensureImage(spec, PullOptions.defaults())
        .doOnNext(new PullNotices(session)::step)
        .then(Mono.defer(() -> runtime.containers().launch(spec, session.planMode())))
        .doOnNext(
            result -> {
              result.warnings().forEach(session::notice);
              output().line(result.id().value());
            })
        .thenReturn(ExitCodes.OK);
  }

  /** The first signal asks the container to end, the second kills it. */
  private Mono<Integer> attached(Session session, Attachment attachment, RunningContainer running) {
    running.warnings().forEach(session::notice);
    AtomicBoolean asked = new AtomicBoolean();
    session
        .interrupts()
        .on(
            signal -> {
              Mono<?> end =
                  asked.compareAndSet(false, true)
                      ? running.stop(StopOptions.defaults())
                      : running.kill(Signal.KILL);
              end.subscribe(ignored -> {}, error -> Failure.report(root(), error));
            });
    return attachment
        .join(running)
        .map(
            code -> {
              Signal received = session.interrupts().received();
              return received == null ? code : ExitCodes.of(received);
            });
  }
}
