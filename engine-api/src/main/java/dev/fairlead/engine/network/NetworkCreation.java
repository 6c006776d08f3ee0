package dev.fairlead.engine.network;

import dev.fairlead.engine.ApiVersion;
import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineFilters;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Creating a network whose name is its own. Daemons before API 1.44 look for the name and make the
 * network afterwards, so two at once may make two of one name. So one client makes one after
 * another, and whoever sees another network of its name afterwards gives way and begins anew: of
 * two, the later one to look always sees the other.
 */
final class NetworkCreation {

  private static final ApiVersion NAMES_ARE_UNIQUE = new ApiVersion(1, 44);
  private static final int ATTEMPTS = 8;

  private final EngineClient client;
  private final Clock clock;
  private final Turns turns = new Turns();

  NetworkCreation(EngineClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  Mono<NetworkInfo> create(NetworkSpec spec) {
    Map<String, String> labels = new LinkedHashMap<>(spec.labels());
    labels.putAll(Ownership.marks(spec.canonicalFields(), spec.labels(), clock));
    EngineCall call =
        client
            .post(operation(spec), "/networks/create")
            .about(spec.name())
            .missing(NotFoundException.Kind.OTHER)
            .json(NetworkMapper.body(spec, labels));
    Mono<NetworkInfo> attempt =
        client
            .object(call, json -> json.text("Id").orElse(""))
            .flatMap(id -> settle(spec, id))
            .onErrorResume(
                ConflictException.class,
                conflict ->
                    conflict.differingFields().isEmpty()
                        ? existing(spec, conflict)
                        : Mono.error(conflict));
    return client.api().atLeast(NAMES_ARE_UNIQUE)
        ? attempt
        : turns
            .take(
                spec.name(),
                attempt.retryWhen(
                    Retry.backoff(ATTEMPTS, Duration.ofMillis(20))
                        .maxBackoff(Duration.ofMillis(500))
                        .filter(GaveWay.class::isInstance)
                        .onRetryExhaustedThrow((retry, last) -> last.failure())))
            .onErrorMap(GaveWay.class, several -> severalOf(spec, call.context()));
  }

  private static ConflictException severalOf(NetworkSpec spec, ErrorContext context) {
    return new ConflictException(
        context.withRemedy("fairlead network ls -f name=" + spec.name()),
        "there are several networks of that name",
        null);
  }

  private static String operation(NetworkSpec spec) {
    return "create network " + spec.name();
  }

  private Mono<NetworkInfo> settle(NetworkSpec spec, String id) {
    if (client.api().atLeast(NAMES_ARE_UNIQUE)) {
      return inspect(spec, id);
    }
    return named(spec)
        .flatMap(
            networks ->
                networks.size() < 2
                    ? inspect(spec, id)
                    : client
                        .send(client.delete(operation(spec), "/networks/{}", id).accept(404))
                        .then(Mono.error(GaveWay::new)));
  }

  /** The networks of that name. */
  private Mono<List<NetworkInfo>> named(NetworkSpec spec) {
    return client
        .objects(
            client
                .get(operation(spec), "/networks")
                .query("filters", EngineFilters.none().with("name", spec.name()).json()),
            NetworkMapper::listed)
        .map(
            networks ->
                networks.stream().filter(network -> network.name().equals(spec.name())).toList());
  }

  private Mono<NetworkInfo> inspect(NetworkSpec spec, String nameOrId) {
    return client.object(
        client.get(operation(spec), "/networks/{}", nameOrId), NetworkMapper::inspected);
  }

  /** The name is taken, or the addresses are. */
  private Mono<NetworkInfo> existing(NetworkSpec spec, ConflictException conflict) {
    return named(spec)
        .flatMap(
            networks ->
                networks.size() == 1
                    ? same(spec, networks.get(0), conflict.context())
                    : Mono.error(networks.isEmpty() ? conflict : new GaveWay()));
  }

  private Mono<NetworkInfo> same(NetworkSpec spec, NetworkInfo network, ErrorContext context) {
    List<String> different = Ownership.differences(spec.canonicalFields(), network.labels());
    return different.isEmpty()
        ? inspect(spec, network.id()).onErrorMap(NotFoundException.class, gone -> new GaveWay())
        : Mono.error(
            () ->
                new ConflictException(
                    different,
                    context.withRemedy(
                        "another name, or fairlead network rm " + spec.name() + " first"),
                    "a network of that name exists and differs in " + String.join(", ", different),
                    null));
  }

  /** Another network of the name was seen, and which one stays is not settled yet. */
  private static final class GaveWay extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GaveWay() {
      super("another network of that name is being made", null, false, false);
    }
  }
}
