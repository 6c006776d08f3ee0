package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkMember;
import dev.fairlead.spi.network.NetworkSpec;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks that exist in a fake world, and the containers that are connected to them. */
final class FakeNetworkTable {

  private final FakeWorld world;
  private final Map<String, FakeNetwork> networks = new LinkedHashMap<>();

  FakeNetworkTable(FakeWorld world) {
    this.world = world;
  }

  /** One network. */
  private record FakeNetwork(NetworkInfo info, Map<FakeContainer, NetworkAttachment> attachments) {

    NetworkInfo inspected() {
      List<NetworkMember> members = new ArrayList<>();
      for (FakeContainer container : attachments.keySet()) {
        if (container.alive()) {
          members.add(
              new NetworkMember(
                  container.id,
                  Optional.of(container.name()),
                  List.of("10.88.0." + (members.size() + 2))));
        }
      }
      return new NetworkInfo(
          info.id(),
          info.name(),
          info.driver(),
          info.subnets(),
          info.internal(),
          info.ipv6(),
          info.created(),
          info.labels(),
          info.options(),
          Optional.of(members));
    }
  }

  synchronized List<NetworkInfo> all() {
    return networks.values().stream().map(FakeNetwork::info).toList();
  }

  synchronized NetworkInfo inspect(String nameOrId) {
    return require("inspect network", nameOrId).inspected();
  }

  private FakeNetwork require(String operation, String nameOrId) {
    return find(nameOrId)
        .orElseThrow(
            () -> world.errors.missing(NotFoundException.Kind.NETWORK, operation, nameOrId));
  }

  private Optional<FakeNetwork> find(String nameOrId) {
    return networks.values().stream()
        .filter(each -> each.info().name().equals(nameOrId) || each.info().id().equals(nameOrId))
        .findFirst();
  }

  synchronized NetworkInfo create(NetworkSpec spec) {
    FakeNetwork existing = networks.get(spec.name());
    if (existing != null) {
      List<String> differences =
          Ownership.differences(spec.canonicalFields(), existing.info().labels());
      if (!differences.isEmpty()) {
        throw world.errors.differs("create network", spec.name(), differences);
      }
      return existing.inspected();
    }
    Map<String, String> labels = new LinkedHashMap<>(spec.labels());
    labels.putAll(
        Ownership.marks(
            spec.canonicalFields(), spec.labels(), Clock.fixed(world.now(), ZoneOffset.UTC)));
    NetworkInfo info =
        new NetworkInfo(
            "fake-network-" + world.nextNumber(),
            spec.name(),
            spec.driver().orElse("fake"),
            spec.subnets(),
            spec.internal(),
            spec.ipv6(),
            Optional.of(world.now()),
            labels,
            spec.options(),
            Optional.empty());
    FakeNetwork made = new FakeNetwork(info, new LinkedHashMap<>());
    networks.put(spec.name(), made);
    return made.inspected();
  }

  synchronized void remove(String nameOrId) {
    Optional<FakeNetwork> network = find(nameOrId);
    if (network.isPresent()) {
      List<NetworkMember> members = network.get().inspected().members().orElseThrow();
      if (!members.isEmpty()) {
        throw world.errors.conflict("remove network", nameOrId, "it is in use by " + members);
      }
      networks.remove(network.get().info().name());
    }
  }

  /** Whether any container refers to a network, running or not. */
  synchronized boolean referred(String name) {
    return find(name).map(network -> !network.attachments().isEmpty()).orElse(false);
  }

  /** Connects a container that starts to the networks of its specification. */
  synchronized void join(FakeContainer container) {
    for (NetworkAttachment attachment : container.spec.networking().networks()) {
      require("start container " + container.id + " on network", attachment.network())
          .attachments()
          .putIfAbsent(container, attachment);
    }
  }

  synchronized void connect(FakeContainer container, NetworkAttachment attachment) {
    String operation = "connect container " + container.id + " to network";
    NetworkAttachment present =
        require(operation, attachment.network()).attachments().putIfAbsent(container, attachment);
    if (present != null && !present.aliases().containsAll(attachment.aliases())) {
      throw world.errors.differs(operation, attachment.network(), List.of("aliases"));
    }
  }

  synchronized void disconnect(FakeContainer container, String network) {
    require("disconnect container " + container.id + " from network", network)
        .attachments()
        .remove(container);
  }

  synchronized void forget(FakeContainer container) {
    networks.values().forEach(network -> network.attachments().remove(container));
  }

  /** Whether a name has an address where a container runs. */
  synchronized boolean resolves(FakeContainer from, String host) {
    if (!world.capabilities().has(Capability.NAME_RESOLUTION)) {
      return false;
    }
    return networks.values().stream()
        .filter(network -> network.attachments().containsKey(from))
        .flatMap(network -> network.attachments().entrySet().stream())
        .filter(member -> member.getKey().alive())
        .anyMatch(
            member ->
                member.getKey().name().equals(host) || member.getValue().aliases().contains(host));
  }
}
