package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Looks up in the daemon's recent events how a container ended that is gone. The daemon keeps a few
 * hundred events, so what is not there any more is lost and not guessed.
 */
final class Deaths {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Exit UNKNOWN =
      new Exit.Lost("the container is gone, and the daemon's events tell nothing of its end");

  private final EngineClient client;

  Deaths(EngineClient client) {
    this.client = client;
  }

  /** The last end before the removal; lost if it was removed without having run. */
  Mono<Exit> last(ContainerInfo gone) {
    Map<String, Object> filters =
        Map.of(
            "container",
            List.of(gone.id().value()),
            "event",
            List.of("die", "died", "destroy", "remove"));
    EngineCall call =
        client
            .get("learn how container " + gone.id() + " ended", "/events")
            .query("since", LogPosition.text(gone.createdAt().orElse(Instant.EPOCH)))
            .query("filters", new String(Json.standard().write(filters), StandardCharsets.UTF_8))
            .lasting();
    return client.stream(call, response -> response.jsonLines(Map.class))
        .map(JsonObject::ofAny)
        .takeUntil(event -> !event.text("Action").equals(Optional.of("die")))
        .map(event -> event.object("Actor").object("Attributes"))
        .map(about -> about.text("exitCode").or(() -> about.text("containerExitCode")).orElse(""))
        .collectList()
        .map(Deaths::read)
        .timeout(PATIENCE, Mono.just(UNKNOWN));
  }

  /** Codes of the ends, then one empty text for the removal. */
  private static Exit read(List<String> codes) {
    if (codes.size() == 1) {
      return Watches.NEVER_RAN;
    }
    if (codes.size() < 2) {
      return UNKNOWN;
    }
    String code = codes.get(codes.size() - 2);
    return code.matches("[0-9]{1,3}") ? new Exit.Exited(Integer.parseInt(code)) : UNKNOWN;
  }
}
