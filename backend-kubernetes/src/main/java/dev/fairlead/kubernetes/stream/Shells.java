package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Which containers have a shell: asked once for each run of a container. */
final class Shells {

  private static final int REMEMBERED = 256;

  private final PodCommands commands;
  private final Map<String, Boolean> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  Shells(PodCommands commands) {
    this.commands = commands;
  }

  /**
   * Asks for a shell.
   *
   * @param operation what it is needed for
   */
  Mono<Boolean> has(ContainerId id, PodFacts facts, String operation) {
    String run = facts.uid() + " " + facts.run().orElse("");
    return Mono.defer(
        () ->
            told(run)
                .map(Mono::just)
                .orElseGet(
                    () -> ask(id, facts, operation).doOnNext(there -> remember(run, there))));
  }

  private Mono<Boolean> ask(ContainerId id, PodFacts facts, String operation) {
    PodCommands.Target target = new PodCommands.Target(id, facts, operation, false, "");
    return commands
        .run(target, List.of("sh", "-c", "exit 7"))
        .map(result -> result.exit().equals(new Exit.Exited(7)));
  }

  private Optional<Boolean> told(String run) {
    synchronized (known) {
      return Optional.ofNullable(known.get(run));
    }
  }

  private void remember(String run, boolean there) {
    synchronized (known) {
      known.put(run, there);
    }
  }
}
