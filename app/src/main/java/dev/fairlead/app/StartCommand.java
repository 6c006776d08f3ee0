package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Starts containers; with {@code -a} it attaches first, so that no output is lost. */
@Command(name = "start", description = "Start containers.")
final class StartCommand extends RuntimeCommand {

  @Option(
      names = {"-a", "--attach"},
      description = "Attach to its output first, and end with its exit code.")
  boolean attach;

  @Option(
      names = {"-i", "--interactive"},
      description = "Attach standard input too.")
  boolean interactive;

  @Mixin DetachOptions detachKeys = new DetachOptions();

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    if (!attach && !interactive) {
      return session.eachContainer(containers, (runtime, id) -> runtime.containers().start(id));
    }
    if (containers.size() != 1) {
      throw new IllegalArgumentException("only one container can be attached to at a time");
    }
    ContainerId id = id(containers.get(0));
    return session.runtime().flatMap(runtime -> startAttached(session, runtime, id));
  }

  private Mono<Integer> startAttached(Session session, ContainerRuntime runtime, ContainerId id) {
    return runtime
        .containers()
        .inspect(id)
        .publishOn(Schedulers.boundedElastic())
        .map(info -> attachment(session, info))
        .flatMap(
            attachment ->
                attachment.to(runtime.containers().startAttached(id, attachment.options())));
  }

  private Attachment attachment(Session session, ContainerInfo info) {
    return Attachment.of(
        session,
        interactive ? Attachment.Streams.BOTH : Attachment.Streams.OUTPUT,
        Attachment.Kind.of(info),
        detachKeys);
  }
}
