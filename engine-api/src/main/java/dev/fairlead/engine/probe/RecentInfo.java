package dev.fairlead.engine.probe;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What daemons have just answered to {@code GET /info}, for the opening that follows a search: a
 * Podman on Debian asks the package manager for its versions then, most of a second each time. An
 * answer serves once and for {@value #SECONDS} seconds, so that nothing is known of a daemon but
 * what it said. Safe for use by several threads.
 */
public final class RecentInfo {

  private static final int SECONDS = 3;
  private static final long LIFE_NANOS = Duration.ofSeconds(SECONDS).toNanos();

  private final LongSupplier nanos;
  private final Map<Endpoint, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(JsonObject info, long at) {}

  /** Nothing is known yet. */
  public RecentInfo() {
    this(System::nanoTime);
  }

  RecentInfo(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void keep(Endpoint endpoint, JsonObject info) {
    long now = nanos.getAsLong();
    answers.values().removeIf(answer -> now - answer.at() > LIFE_NANOS);
    answers.put(endpoint, new Answer(info, now));
  }

  /** The answer, which is forgotten thereby; empty if there is none, or it is too old. */
  Optional<JsonObject> take(Endpoint endpoint) {
    return Optional.ofNullable(answers.remove(endpoint))
        .filter(answer -> nanos.getAsLong() - answer.at() <= LIFE_NANOS)
        .map(Answer::info);
  }
}
