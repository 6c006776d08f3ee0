package dev.fairlead.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Gives a container another name. */
@Command(name = "rename", description = "Give a container another name.")
final class RenameCommand extends RuntimeCommand {

  @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "Its new name.")
  String name = "";

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMap(runtime -> runtime.containers().rename(id(container), name))
        .thenReturn(ExitCodes.OK);
  }
}
