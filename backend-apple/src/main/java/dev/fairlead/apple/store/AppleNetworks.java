package dev.fairlead.apple.store;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.Closing;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.apple.state.StoreLabels;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.PruneReport;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Networks of Apple's program, from macOS 26 on (reference, sections 2.5, 3.4 and 6). */
public final class AppleNetworks implements Networks {

  private static final String ROLE = "com.apple.container.resource.role";
  private static final String NAMES = "[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?";

  private final NamedStore<NetworkInfo> store;
  private final Closing closing;

  /**
   * Makes the facet.
   *
   * @param program by which it works
   * @param snapshots tells who is on a network
   * @param closing ends what is under way
   */
  public AppleNetworks(Program program, Snapshots snapshots, Closing closing) {
    this.store =
        new NamedStore<>(
            new NamedStore.Sort<>(
                "network",
                NetworkReader::read,
                NetworkInfo::name,
                NetworkInfo::labels,
                AppleContainer::networks),
            program,
            snapshots);
    this.closing = closing;
  }

  @Override
  public String backend() {
    return AppleProgram.ID;
  }

  @Override
  public Mono<NetworkInfo> create(NetworkSpec spec) {
    String operation = "create network " + spec.name();
    NamedStore.Making making =
        new NamedStore.Making(
            spec.name(),
            spec.canonicalFields(),
            spec.labels(),
            labels -> StoreArguments.network(spec, labels));
    return closing.guard(
        operation,
        Mono.defer(
            () ->
                refusal(operation, spec)
                    .map(Mono::<NetworkInfo>error)
                    .orElseGet(() -> store.create(operation, making))));
  }

  private static Optional<InvalidSpecException> refusal(String operation, NetworkSpec spec) {
    if (!spec.name().matches(NAMES)) {
      return Optional.of(
          AppleErrors.invalid(
              operation,
              "a network has 1 to 63 lower case letters, digits, '.', '_' and '-'",
              "another name"));
    }
    if (spec.driver().filter(driver -> !driver.equals(NetworkReader.PLUGIN)).isPresent()) {
      return Optional.of(
          AppleErrors.invalid(
              operation, NetworkReader.PLUGIN + " is the only driver", "leave it out"));
    }
    return spec.subnets().stream()
        .filter(subnet -> subnet.gateway().isPresent() || subnet.allocationRange().isPresent())
        .findFirst()
        .map(
            subnet ->
                AppleErrors.invalid(
                    operation,
                    "neither gateway nor range of a subnet can be chosen",
                    "leave it out"));
  }

  @Override
  public Mono<NetworkInfo> inspect(String network) {
    Objects.requireNonNull(network, "network");
    String operation = "inspect network " + network;
    return closing.guard(operation, store.find(operation, network));
  }

  @Override
  public Flux<NetworkInfo> list(NetworkFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "list networks";
    return closing.guard(
        operation,
        store.all(
            operation,
            (network, used) ->
                (filter.names().isEmpty() || filter.names().contains(network.name()))
                    && StoreLabels.match(network.labels(), filter.labels())));
  }

  @Override
  public Mono<Void> remove(String network) {
    Objects.requireNonNull(network, "network");
    String operation = "remove network " + network;
    return closing.guard(operation, store.remove(operation, network));
  }

  @Override
  public Mono<PruneReport> prune(Map<String, String> labels) {
    Map<String, String> wanted = Map.copyOf(labels);
    String operation = "prune networks";
    return closing.guard(
        operation,
        store.prune(
            operation,
            network ->
                !network.labels().containsKey(ROLE)
                    && StoreLabels.match(network.labels(), wanted)));
  }
}
