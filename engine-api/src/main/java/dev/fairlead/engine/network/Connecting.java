package dev.fairlead.engine.network;

import dev.fairlead.engine.EndpointMapping;
import dev.fairlead.engine.EngineCall;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.network.Disconnect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Containers that join networks and leave them. */
final class Connecting {

  private final EngineClient client;

  Connecting(EngineClient client) {
    this.client = client;
  }

  Mono<Void> connect(ContainerId container, NetworkAttachment attachment) {
    String network = attachment.network();
    String operation = "connect " + container + " to network " + network;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Container", container.value());
    body.put("EndpointConfig", EndpointMapping.endpoint(attachment, client.api()));
    EngineCall call = client.post(operation, "/networks/{}/connect", network).json(body);
    if (attachment.macAddress().isPresent() && !EndpointMapping.takesMacAddress(client.api())) {
      return Mono.error(
          () ->
              new InvalidSpecException(
                  call.context().withRemedy("Docker 25 or later"),
                  "mac-address would be dropped: API "
                      + client.api()
                      + " has no fixed MAC address for a network",
                  null));
    }
    return client
        .send(call)
        .then()
        .onErrorResume(
            ConflictException.class, conflict -> connected(container, attachment, conflict));
  }

  /** It may be connected already, and as it should be. */
  private Mono<Void> connected(
      ContainerId container, NetworkAttachment wanted, ConflictException conflict) {
    return client
        .object(
            client.get(conflict.context().operation(), "/containers/{}/json", container.value()),
            json -> endpoint(json, wanted.network()))
        .flatMap(
            found -> {
              if (found.isEmpty()) {
                return Mono.error(conflict);
              }
              List<String> different = differences(wanted, found.get());
              return different.isEmpty()
                  ? Mono.<Void>empty()
                  : Mono.error(
                      new ConflictException(
                          different,
                          conflict
                              .context()
                              .withRemedy(
                                  "fairlead network disconnect "
                                      + wanted.network()
                                      + " "
                                      + container
                                      + " first"),
                          "it is connected and differs in " + String.join(", ", different),
                          conflict));
            });
  }

  private static Optional<JsonObject> endpoint(JsonObject container, String network) {
    JsonObject networks = container.object("NetworkSettings").object("Networks");
    return networks.names().stream()
        .filter(
            name ->
                name.equals(network)
                    || networks.object(name).text("NetworkID").orElse("").startsWith(network))
        .findFirst()
        .map(networks::object);
  }

  private static List<String> differences(NetworkAttachment wanted, JsonObject present) {
    List<String> different = new ArrayList<>();
    Set<String> aliases = new HashSet<>(present.texts("Aliases"));
    if (!aliases.containsAll(wanted.aliases())) {
      different.add("aliases");
    }
    differs("ipv4-address", wanted.ipv4Address(), present.text("IPAddress"), different);
    differs("ipv6-address", wanted.ipv6Address(), present.text("GlobalIPv6Address"), different);
    differs("mac-address", wanted.macAddress(), present.text("MacAddress"), different);
    return different;
  }

  private static void differs(
      String field, Optional<String> wanted, Optional<String> present, List<String> different) {
    if (wanted.isPresent() && !wanted.equals(present)) {
      different.add(field);
    }
  }

  Mono<Void> disconnect(ContainerId container, String network, Disconnect how) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Container", container.value());
    body.put("Force", how == Disconnect.FORCE);
    EngineCall call =
        client
            .post(
                "disconnect " + container + " from network " + network,
                "/networks/{}/disconnect",
                network)
            .json(body);
    return client
        .send(call)
        .then()
        .onErrorResume(
            BackendFailureException.class,
            error -> client.errors().saysNotConnected(error) ? Mono.empty() : Mono.error(error));
  }
}
