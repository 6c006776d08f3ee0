package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Attaches to a container that runs. */
@Command(name = "attach", description = "Attach to a running container.")
final class AttachCommand extends RuntimeCommand {

  @Option(names = "--no-stdin", description = "Do not attach standard input.")
  boolean withoutInput;

  @Mixin DetachOptions detachKeys = new DetachOptions();

  @Parameters(paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Override
  Mono<Integer> execute(Session session) {
    return session.runtime().flatMap(runtime -> attach(session, runtime));
  }

  private Mono<Integer> attach(Session session, ContainerRuntime runtime) {
    return runtime
        .containers()
        .inspect(id(container))
        .publishOn(Schedulers.boundedElastic())
        .map(info -> attachment(session, info))
        .flatMap(
            attachment ->
                attachment.to(
                    runtime.containers().attach(id(container), attachment.optionsForRunning())));
  }

  private Attachment attachment(Session session, ContainerInfo info) {
    return Attachment.of(
        session,
        withoutInput ? Attachment.Streams.OUTPUT : Attachment.Streams.BOTH,
        Attachment.Kind.of(info),
        detachKeys);
  }
}
