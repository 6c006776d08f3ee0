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

  @Override
  Mono<Integer> execute(Session session) {
    ContainerSpec spec = root().spec(container);
    if (detach) {
      return session.runtime().flatMap(runtime -> startOnly(session, runtime, spec));
    }
    return session
        .runtime()
        .flatMap(
            runtime ->
                Mono.usingWhen(
                    runtime.run(request(session, spec)),
                    running -> attached(session, running),
                    RunningContainer::close));
  }

  private RunRequest request(Session session, ContainerSpec spec) {
    return RunRequest.of(spec)
        .withMode(session.planMode())
        .withProgress(new PullNotices(session)::step);
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
  private Mono<Integer> attached(Session session, RunningContainer running) {
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
    return Attachment.join(session, running, container.interactive)
        .map(
            code -> {
              Signal received = session.interrupts().received();
              return received == null ? code : ExitCodes.of(received);
            });
  }
}
