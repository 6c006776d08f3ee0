package dev.fairlead.apple;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkMember;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.network.Subnet;
import dev.fairlead.spi.system.PruneReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Networks of Apple's program, from macOS 26 on (reference, sections 2.5, 3.4 and 6). */
final class AppleNetworks implements Networks {

  private static final String PLUGIN = "container-network-vmnet";
  private static final String ROLE = "com.apple.container.resource.role";

  private final Program program;
  private final Snapshots snapshots;
  private final Closing closing;

  AppleNetworks(Program program, Snapshots snapshots, Closing closing) {
    this.program = program;
    this.snapshots = snapshots;
    this.closing = closing;
  }

  @Override
  public String backend() {
    return AppleProvider.ID;
  }

  @Override
  public Mono<NetworkInfo> create(NetworkSpec spec) {
    String operation = "create network " + spec.name();
    return closing.guard(
        operation,
        Mono.defer(
            () -> {
              Optional<String> wrong = refusal(spec);
              if (wrong.isPresent()) {
                return Mono.error(AppleErrors.invalid(operation, wrong.get(), "leave it out"));
              }
              Map<String, String> labels = new TreeMap<>(spec.labels());
              labels.putAll(
                  Ownership.marks(spec.canonicalFields(), spec.labels(), Clock.systemUTC()));
              return program
                  .run(operation, spec.name(), StoreArguments.network(spec, labels))
                  .then(inspect(spec.name()))
                  .onErrorResume(ConflictException.class, taken -> existing(operation, spec));
            }));
  }

  private static Optional<String> refusal(NetworkSpec spec) {
    if (spec.driver().filter(driver -> !driver.equals(PLUGIN)).isPresent()) {
      return Optional.of(PLUGIN + " is the only driver");
    }
    if (spec.subnets().stream()
        .anyMatch(subnet -> subnet.gateway().isPresent() || subnet.allocationRange().isPresent())) {
      return Optional.of("neither gateway nor range of a subnet can be chosen");
    }
    return spec.name().matches("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?")
        ? Optional.empty()
        : Optional.of("a network has 1 to 63 lower case letters, digits, '.', '_' and '-'");
  }

  private Mono<NetworkInfo> existing(String operation, NetworkSpec spec) {
    return inspect(spec.name())
        .flatMap(
            there -> {
              List<String> differing =
                  Ownership.differences(spec.canonicalFields(), there.labels());
              return differing.isEmpty()
                  ? Mono.just(there)
                  : Mono.error(
                      new ConflictException(
                          differing,
                          AppleErrors.context(operation).withResource(spec.name()),
                          "network "
                              + spec.name()
                              + " exists and differs in "
                              + String.join(", ", differing),
                          null));
            });
  }

  @Override
  public Mono<NetworkInfo> inspect(String network) {
    Objects.requireNonNull(network, "network");
    String operation = "inspect network " + network;
    return closing.guard(
        operation,
        Mono.zip(
                program.objects(operation, network, Invocation.of("network", "inspect", network)),
                snapshots.all(operation))
            .flatMap(
                both ->
                    Mono.justOrEmpty(
                        both.getT1().stream()
                            .findFirst()
                            .map(found -> read(found, both.getT2().values())))));
  }

  private static NetworkInfo read(Fields network, Collection<AppleContainer> containers) {
    Fields configuration = network.part("configuration");
    Fields status = network.part("status");
    String id = network.text("id").orElseGet(() -> configuration.require("name"));
    List<Subnet> subnets = new ArrayList<>();
    status
        .text("ipv4Subnet")
        .map(Subnet::of)
        .map(subnet -> status.text("ipv4Gateway").map(subnet::withGateway).orElse(subnet))
        .ifPresent(subnets::add);
    status.text("ipv6Subnet").map(Subnet::of).ifPresent(subnets::add);
    return new NetworkInfo(
        id,
        configuration.text("name").orElse(id),
        configuration.text("plugin").orElse(PLUGIN),
        subnets,
        configuration.text("mode").filter("hostOnly"::equals).isPresent(),
        status.has("ipv6Subnet"),
        configuration.instant("creationDate"),
        LabelCodec.decode(configuration.map("labels")),
        configuration.map("options"),
        Optional.of(
            containers.stream()
                .filter(container -> container.state().alive())
                .flatMap(container -> member(container, id))
                .toList()));
  }

  private static Stream<NetworkMember> member(AppleContainer container, String network) {
    return container.endpoints().stream()
        .filter(endpoint -> endpoint.network().equals(network))
        .map(
            endpoint ->
                new NetworkMember(
                    ContainerId.of(container.id()),
                    Optional.of(container.id()),
                    addresses(endpoint)));
  }

  private static List<String> addresses(ContainerInfo.NetworkEndpoint endpoint) {
    return Stream.concat(endpoint.address().stream(), endpoint.ipv6Address().stream()).toList();
  }

  @Override
  public Flux<NetworkInfo> list(NetworkFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "list networks";
    return closing.guard(operation, found(operation, filter));
  }

  private Flux<NetworkInfo> found(String operation, NetworkFilter filter) {
    return Mono.zip(
            program.objects(operation, null, Invocation.of("network", "list", "--format", "json")),
            snapshots.all(operation))
        .flatMapIterable(
            both -> both.getT1().stream().map(each -> read(each, both.getT2().values())).toList())
        .filter(
            network ->
                (filter.names().isEmpty() || filter.names().contains(network.name()))
                    && StoreLabels.match(network.labels(), filter.labels()));
  }

  /** The first container of a network, whether it runs or not. */
  private Mono<Optional<String>> user(String operation, String network) {
    return snapshots
        .all(operation)
        .map(
            all ->
                all.values().stream()
                    .filter(container -> container.networks().contains(network))
                    .map(AppleContainer::id)
                    .findFirst());
  }

  @Override
  public Mono<Void> remove(String network) {
    Objects.requireNonNull(network, "network");
    String operation = "remove network " + network;
    return closing.guard(
        operation,
        user(operation, network)
            .flatMap(
                user ->
                    user.isPresent()
                        ? Mono.error(
                            AppleErrors.conflict(
                                operation,
                                network,
                                "container " + user.get() + " is on network " + network,
                                "fairlead rm " + user.get()))
                        : delete(operation, network)));
  }

  /** Of what is not there the program says the same as of what it cannot delete. */
  private Mono<Void> delete(String operation, String network) {
    return program
        .run(operation, network, Invocation.of("network", "delete", network))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .then();
  }

  @Override
  public Mono<PruneReport> prune(Map<String, String> labels) {
    Map<String, String> wanted = Map.copyOf(labels);
    String operation = "prune networks";
    return closing.guard(
        operation,
        found(operation, NetworkFilter.all().withLabels(wanted))
            .filter(network -> !network.labels().containsKey(ROLE))
            .filterWhen(network -> user(operation, network.name()).map(Optional::isEmpty))
            .concatMap(network -> delete(operation, network.name()).thenReturn(network.name()), 1)
            .collectList()
            .map(removed -> new PruneReport(removed, OptionalLong.empty())));
  }
}
