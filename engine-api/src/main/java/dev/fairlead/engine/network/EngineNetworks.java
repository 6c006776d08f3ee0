package dev.fairlead.engine.network;

import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.EngineFilters;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.PruneReport;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The networks of a daemon that speaks the Engine API. May be used by many threads.
 *
 * <p>Cancelling a creation does not take it back: the daemon may have made the network, and the
 * same creation returns it.
 */
public final class EngineNetworks implements Networks {

  /** Of all daemons; Podman lists its own {@code podman} by the name that Docker's has. */
  private static final Set<String> PREDEFINED = Set.of("bridge", "host", "none", "podman");

  private final EngineClient client;
  private final NetworkCreation creation;
  private final Connecting connecting;

  /**
   * Creates the facet.
   *
   * @param client calls the daemon
   * @param clock tells when a network was made, for its marks
   */
  public EngineNetworks(EngineClient client, Clock clock) {
    this.client = Objects.requireNonNull(client, "client");
    this.creation = new NetworkCreation(client, Objects.requireNonNull(clock, "clock"));
    this.connecting = new Connecting(client);
  }

  @Override
  public String backend() {
    return client.backend();
  }

  @Override
  public Mono<NetworkInfo> create(NetworkSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return Mono.defer(() -> creation.create(spec));
  }

  @Override
  public Mono<NetworkInfo> inspect(String network) {
    Objects.requireNonNull(network, "network");
    return inspect("inspect network " + network, network);
  }

  private Mono<NetworkInfo> inspect(String operation, String network) {
    return client.object(client.get(operation, "/networks/{}", network), NetworkMapper::inspected);
  }

  @Override
  public Flux<NetworkInfo> list(NetworkFilter filter) {
    Objects.requireNonNull(filter, "filter");
    return list("list networks", EngineFilters.none().labels(filter.labels()))
        .filter(network -> filter.names().isEmpty() || filter.names().contains(network.name()));
  }

  private Flux<NetworkInfo> list(String operation, EngineFilters filters) {
    return client
        .objects(
            client.get(operation, "/networks").query("filters", filters.json()),
            NetworkMapper::listed)
        .flatMapIterable(networks -> networks);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Signals {@link dev.fairlead.spi.error.InvalidSpecException} for a fixed MAC address before
   * API 1.44, which has no field for it.
   */
  @Override
  public Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
    Objects.requireNonNull(container, "container");
    return connecting.connect(container, Objects.requireNonNull(attachment, "attachment"));
  }

  @Override
  public Mono<Void> disconnect(ContainerId container, String network, Disconnect how) {
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(network, "network");
    return connecting.disconnect(container, network, Objects.requireNonNull(how, "how"));
  }

  @Override
  public Mono<Void> remove(String network) {
    Objects.requireNonNull(network, "network");
    EngineCall call =
        client.delete("remove network " + network, "/networks/{}", network).accept(404);
    return client
        .send(call)
        .then()
        .onErrorResume(
            ConflictException.class,
            conflict ->
                inspect("remove network " + network, network)
                    .onErrorMap(ContainerException.class, unknown -> conflict)
                    .flatMap(info -> Mono.error(inUse(info, conflict, call))));
  }

  private static ConflictException inUse(
      NetworkInfo info, ConflictException conflict, EngineCall call) {
    List<String> members =
        info.members().orElse(List.of()).stream()
            .map(member -> member.name().orElse(member.container().value()))
            .toList();
    return members.isEmpty()
        ? conflict
        : new ConflictException(
            call.context()
                .withNativeCode(conflict.context().nativeCode().orElse(null))
                .withRemedy(
                    "fairlead network disconnect " + info.name() + " " + members.get(0) + " first"),
            "it is in use by " + String.join(", ", members),
            conflict);
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code POST /networks/prune} would take networks from containers that do not run, which
   * could not start any more; so the unused ones are looked for here.
   */
  @Override
  public Mono<PruneReport> prune(Map<String, String> labels) {
    Map<String, String> wanted = Map.copyOf(labels);
    EngineFilters labelled = EngineFilters.none().labels(wanted);
    EngineFilters filters =
        client.dialect().networksHaveTypes() ? labelled.with("type", "custom") : labelled;
    return referred()
        .flatMapMany(
            used ->
                list("prune networks", filters)
                    .filter(network -> !PREDEFINED.contains(network.name()))
                    .filter(network -> !used.contains(network.id()))
                    .filter(network -> !used.contains(network.name())))
        .concatMap(
            network ->
                remove(network.id())
                    .thenReturn(network.name())
                    .onErrorResume(ConflictException.class, used -> Mono.empty()),
            1)
        .collectList()
        .map(removed -> new PruneReport(removed, OptionalLong.empty()));
  }

  /** Names and ids of the networks of all containers, running or not. */
  private Mono<Set<String>> referred() {
    return client
        .objects(client.get("prune networks", "/containers/json").query("all", "1"))
        .map(
            containers -> {
              Set<String> used = new HashSet<>();
              for (JsonObject container : containers) {
                JsonObject networks = container.object("NetworkSettings").object("Networks");
                for (String name : networks.names()) {
                  used.add(name);
                  networks.object(name).text("NetworkID").ifPresent(used::add);
                }
                container.object("HostConfig").text("NetworkMode").ifPresent(used::add);
              }
              return used;
            });
  }
}
