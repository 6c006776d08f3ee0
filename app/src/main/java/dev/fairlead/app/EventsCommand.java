package dev.fairlead.app;

import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Shows what happens in the runtime, as it happens. */
@Command(name = "events", description = "Show what happens in the runtime, as it happens.")
final class EventsCommand extends RuntimeCommand {

  @Option(names = "--since", paramLabel = "TIME", description = "Begin in the past.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "End then.")
  @Nullable String until;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description =
          "type=container, event=start, container=NAME, image=, volume=, network= or label=K[=V].")
  List<String> filters = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    EventFilter filter = filter(Instant.now());
    return session
        .runtime()
        .flatMap(runtime -> runtime.system().events(filter).doOnNext(this::print).then())
        .thenReturn(ExitCodes.OK);
  }

  private EventFilter filter(Instant now) {
    return EventSyntax.filter(
        filters,
        Optional.ofNullable(since).map(text -> DurationSyntax.instant(text, now)),
        Optional.ofNullable(until).map(text -> DurationSyntax.instant(text, now)));
  }

  private void print(ContainerEvent event) {
    if (output().json()) {
      output()
          .element(
              new Document()
                  .with("time", event.time())
                  .with("kind", event.kind())
                  .with("action", event.action())
                  .with("nativeAction", event.nativeAction())
                  .with("id", event.resourceId())
                  .with("name", event.resourceName())
                  .with("exitCode", event.exitCode())
                  .with("attributes", event.attributes())
                  .fields());
      return;
    }
    String code =
        event.exitCode().isPresent() ? " (exit code " + event.exitCode().getAsInt() + ")" : "";
    output()
        .line(
            event.time()
                + " "
                + event.kind().name().toLowerCase(Locale.ROOT)
                + " "
                + event.nativeAction()
                + " "
                + event.resourceName().orElse(event.resourceId())
                + code);
  }
}
