package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/** How well containers are, by their own checks. */
final class HealthChecks {

  /** Between two checks where nothing else is said: docker's default, and podman's. */
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(30);

  private final EngineClient client;
  private final HealthChecking healthChecking;
  private final Clock clock;

  HealthChecks(EngineClient client, HealthChecking healthChecking, Clock clock) {
    this.client = client;
    this.healthChecking = healthChecking;
    this.clock = clock;
  }

  Mono<HealthReport> health(ContainerId id) {
    String operation = "read the health of container " + id;
    Mono<JsonObject> seen = client.object(client.get(operation, "/containers/{}/json", id.value()));
    return seen.flatMap(
            now ->
                healthChecking == HealthChecking.WHEN_ASKED && isDue(now)
                    ? check(operation, id).then(seen)
                    : Mono.just(now))
        .flatMap(json -> Mono.justOrEmpty(ContainerMapper.healthReport(json.object("State"))));
  }

  /** Whether there is a check whose time has come. */
  private boolean isDue(JsonObject inspection) {
    JsonObject state = inspection.object("State");
    JsonObject check = inspection.object("Config").object("Healthcheck");
    List<String> test = check.texts("Test");
    if (!state.text("Status").orElse("").equals("running")
        || test.isEmpty()
        || test.get(0).equals("NONE")) {
      return false;
    }
    long nanos = check.number("Interval").orElse(0);
    Duration interval = nanos > 0 ? Duration.ofNanos(nanos) : USUAL_INTERVAL;
    return ContainerMapper.healthReport(state)
        .flatMap(HealthReport::last)
        .flatMap(HealthReport.Check::at)
        .map(last -> !last.plus(interval).isAfter(clock.instant()))
        .orElse(true);
  }

  /** Makes a check. One that the container ended before is answered with 409. */
  private Mono<byte[]> check(String operation, ContainerId id) {
    return client.fetch(
        client
            .get(operation, "/libpod/containers/{}/healthcheck", id.value())
            .missing(NotFoundException.Kind.CONTAINER)
            .accept(409),
        response -> response.bytes(HttpResponse.MAX_JSON_BYTES));
  }
}
