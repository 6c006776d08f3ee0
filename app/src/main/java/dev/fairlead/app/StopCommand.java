package dev.fairlead.app;

import dev.fairlead.spi.container.StopResult;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Stops containers, and says where it had to kill. */
@Command(name = "stop", description = "Stop containers.")
final class StopCommand extends RuntimeCommand {

  @Mixin StopSettings stop = new StopSettings();

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    return session.eachContainer(
        containers,
        (runtime, id) ->
            runtime
                .containers()
                .stop(id, stop.options())
                .doOnNext(
                    result -> {
                      if (result.outcome() == StopResult.Outcome.KILLED) {
                        session.notice(id + " did not end in time and was killed");
                      }
                    })
                .then());
  }
}
