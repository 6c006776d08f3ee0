package dev.fairlead.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Attaches to a container that runs. */
@Command(name = "attach", description = "Attach to a running container.")
final class AttachCommand extends RuntimeCommand {

  @Option(names = "--no-stdin", description = "Do not attach standard input.")
  boolean withoutInput;

  @Parameters(paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Override
  Mono<Integer> execute(Session session) {
    boolean input = !withoutInput;
    return session
        .runtime()
        .flatMap(
            runtime ->
                Attachment.to(
                    session,
                    runtime.containers().attach(id(container), Attachment.options(input)),
                    input));
  }
}
