package dev.fairlead.app;

import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
      description = "type=container, container=NAME or label=K[=V].")
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
    Set<ResourceKind> kinds = EnumSet.noneOf(ResourceKind.class);
    Set<String> resources = new LinkedHashSet<>();
    Map<String, String> labels = new LinkedHashMap<>();
    for (String text : filters) {
      int equals = text.indexOf('=');
      String value = equals < 0 ? "" : text.substring(equals + 1);
      switch (equals < 0 ? text : text.substring(0, equals)) {
        case "type" -> kinds.add(kind(value));
        case "container" -> resources.add(value);
        case "label" -> Settings.keyValue(value, "label", labels::put);
        default ->
            throw new IllegalArgumentException(
                "'" + text + "' is not a filter; use type=, container= or label=");
      }
    }
    return new EventFilter(
        kinds,
        Set.of(),
        resources,
        labels,
        Optional.ofNullable(since).map(text -> DurationSyntax.instant(text, now)),
        Optional.ofNullable(until).map(text -> DurationSyntax.instant(text, now)));
  }

  private static ResourceKind kind(String word) {
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind.name().equals(word.toUpperCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is not a kind of thing; use container, image, volume, network or pod");
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
