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
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Creating a network whose name is its own. Daemons before API 1.44 look for the name and make the
 * network afterwards, so two at once may make two of one name: each of them then gives way to the
 * oldest.
 */
final class NetworkCreation {

  private static final ApiVersion NAMES_ARE_UNIQUE = new ApiVersion(1, 44);

  private final EngineClient client;
  private final Clock clock;

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
    return client
        .object(call, json -> json.text("Id").orElse(""))
        .flatMap(id -> settle(spec, id, call.context()))
        .onErrorResume(
            ConflictException.class,
            conflict ->
                conflict.differingFields().isEmpty()
                    ? existing(spec, conflict)
                    : Mono.error(conflict));
  }

  private static String operation(NetworkSpec spec) {
    return "create network " + spec.name();
  }

  private Mono<NetworkInfo> settle(NetworkSpec spec, String id, ErrorContext context) {
    if (client.api().atLeast(NAMES_ARE_UNIQUE)) {
      return inspect(spec, id);
    }
    return named(spec)
        .flatMap(
            networks ->
                networks.size() < 2 || networks.get(0).id().equals(id)
                    ? inspect(spec, id)
                    : client
                        .send(client.delete(operation(spec), "/networks/{}", id).accept(404))
                        .then(same(spec, networks.get(0), context)));
  }

  /** The networks of that name, the oldest first. */
  private Mono<List<NetworkInfo>> named(NetworkSpec spec) {
    return client
        .objects(
            client
                .get(operation(spec), "/networks")
                .query("filters", EngineFilters.none().with("name", spec.name()).json()),
            NetworkMapper::listed)
        .map(
            networks ->
                networks.stream()
                    .filter(network -> network.name().equals(spec.name()))
                    .sorted(
                        Comparator.comparing(
                                (NetworkInfo network) -> network.created().orElse(Instant.MAX))
                            .thenComparing(NetworkInfo::id))
                    .toList());
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
                networks.isEmpty()
                    ? Mono.error(conflict)
                    : same(spec, networks.get(0), conflict.context()));
  }

  private Mono<NetworkInfo> same(NetworkSpec spec, NetworkInfo network, ErrorContext context) {
    List<String> different = Ownership.differences(spec.canonicalFields(), network.labels());
    return different.isEmpty()
        ? inspect(spec, network.id())
        : Mono.error(
            () ->
                new ConflictException(
                    different,
                    context.withRemedy(
                        "another name, or fairlead network rm " + spec.name() + " first"),
                    "a network of that name exists and differs in " + String.join(", ", different),
                    null));
  }
}
