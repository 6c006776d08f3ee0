package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkMember;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What containers reach one another over, and by which names. */
@DisplayName("A network")
public abstract class NetworkContract extends BackendContract {

  /** For subclasses. */
  protected NetworkContract() {}

  private Networks networks() {
    return backend().networks();
  }

  private NetworkSpec.Builder network(String suffix) {
    return NetworkSpec.builder(freeName() + suffix).label(LABEL, freeName());
  }

  private NetworkFilter ours() {
    return NetworkFilter.all().withLabels(Map.of(LABEL, freeName()));
  }

  private List<String> names(NetworkFilter filter) {
    return get(networks().list(filter).map(NetworkInfo::name).collectList());
  }

  private ContainerSpecBuilder on(NetworkInfo network) {
    return script(Scripts.IDLE).network(NetworkAttachment.to(network.name()));
  }

  private List<NetworkMember> members(NetworkInfo network) {
    return get(networks().inspect(network.name())).members().orElseThrow();
  }

  private List<ContainerId> memberIds(NetworkInfo network) {
    return members(network).stream().map(NetworkMember::container).toList();
  }

  /** Removes what the test made. */
  @AfterEach
  void noNetworkIsLeft() {
    if (has(Capability.NETWORKS)) {
      done(marked().concatMap(info -> containers().remove(info.id(), RemoveOptions.force())));
      done(networks().list(ours()).concatMap(network -> networks().remove(network.id())));
    }
  }

  /** Rules 2, 10 and 13. If this fails, look at what is read back of labels and of what is gone. */
  @Test
  @DisplayName("is made with its labels and marks, looked at, listed and removed")
  void livesAndGoes() {
    requires(Capability.NETWORKS);
    NetworkInfo made = get(networks().create(network("-a").internal(true).build()));
    assertThat(made.name()).isEqualTo(freeName() + "-a");
    assertThat(made.internal()).isTrue();
    assertThat(made.labels())
        .containsEntry(LABEL, freeName())
        .containsKeys(Ownership.OWNER, Ownership.CREATED, Ownership.SPEC);
    assertThat(get(networks().inspect(made.name())).id()).isEqualTo(made.id());
    assertThat(get(networks().inspect(made.id())).name()).isEqualTo(made.name());
    done(networks().create(network("-b").build()));
    assertThat(names(ours())).containsExactlyInAnyOrder(freeName() + "-a", freeName() + "-b");
    assertThat(names(ours().withNames(made.name()))).containsExactly(made.name());
    assertThat(names(NetworkFilter.all().withLabels(Map.of(LABEL, "nothing")))).isEmpty();
    done(networks().remove(made.name()));
    NotFoundException gone = error(NotFoundException.class, networks().inspect(made.name()));
    assertThat(gone.kind()).isEqualTo(NotFoundException.Kind.NETWORK);
    assertThat(gone.getMessage()).contains(backend().id()).contains(made.name());
    done(networks().remove(made.name()));
  }

  /** Rule 10. If this fails, several of one name are made, or another one is passed off as it. */
  @Test
  @DisplayName("of a name that exists is that one, or a conflict that names the differing fields")
  void isMadeOnce() {
    requires(Capability.NETWORKS);
    List<NetworkInfo> made =
        get(Flux.range(0, 5).flatMap(turn -> networks().create(network("").build())).collectList());
    assertThat(made).hasSize(5);
    assertThat(made.stream().map(NetworkInfo::id).distinct()).as("networks made").hasSize(1);
    assertThat(names(ours())).containsExactly(freeName());
    ConflictException conflict =
        error(ConflictException.class, networks().create(network("").internal(true).build()));
    assertThat(conflict.differingFields()).containsExactly("internal");
    assertThat(conflict.getMessage()).contains(freeName()).contains("internal");
  }

  /** Rule 2. If this fails, members are not told, or a network is taken from under them. */
  @Test
  @DisplayName("tells its members, and stays while it has any")
  void staysWhileInUse() {
    requires(Capability.NETWORKS);
    NetworkInfo network = get(networks().create(network("").build()));
    assertThat(members(network)).isEmpty();
    ContainerId member = started(on(network));
    assertThat(memberIds(network)).containsExactly(member);
    assertThat(members(network).get(0).addresses()).isNotEmpty();
    ConflictException conflict = error(ConflictException.class, networks().remove(network.name()));
    assertThat(conflict.getMessage())
        .contains(network.name())
        .contains(get(containers().inspect(member)).name());
    done(containers().remove(member, RemoveOptions.force()));
    done(networks().remove(network.name()));
    assertThat(names(ours())).isEmpty();
  }

  /** Rule 10. If this fails, a second connection or disconnection is an error, or does nothing. */
  @Test
  @DisplayName("takes in a container that runs, and lets it go, once and again")
  void isJoinedAndLeft() {
    requires(Capability.NETWORKS, Capability.NETWORK_CONNECT);
    NetworkInfo network = get(networks().create(network("").build()));
    ContainerId container = started(script(Scripts.IDLE));
    NetworkAttachment attachment =
        NetworkAttachment.to(network.name()).withAliases(List.of("guest"));
    done(networks().connect(container, attachment));
    done(networks().connect(container, attachment));
    assertThat(memberIds(network)).containsExactly(container);
    ConflictException conflict =
        error(
            ConflictException.class,
            networks().connect(container, attachment.withAliases(List.of("stranger"))));
    assertThat(conflict.differingFields()).containsExactly("aliases");
    done(networks().disconnect(container, network.name(), Disconnect.GRACEFUL));
    assertThat(members(network)).isEmpty();
    done(networks().disconnect(container, network.name(), Disconnect.GRACEFUL));
    done(networks().disconnect(container, network.name(), Disconnect.FORCE));
  }

  /**
   * Rule 2. If this fails, what is missing is passed over, or the wrong thing is called missing.
   */
  @Test
  @DisplayName("cannot be joined if it is not there, nor by what is not there")
  void needsBothSides() {
    requires(Capability.NETWORKS, Capability.NETWORK_CONNECT);
    NetworkInfo network = get(networks().create(network("").build()));
    ContainerId container = started(script(Scripts.IDLE));
    NetworkAttachment nowhere = NetworkAttachment.to(missing().value());
    assertThat(missingBy(networks().connect(container, nowhere)))
        .isEqualTo(NotFoundException.Kind.NETWORK);
    assertThat(missingBy(networks().connect(missing(), NetworkAttachment.to(network.name()))))
        .isEqualTo(NotFoundException.Kind.CONTAINER);
    assertThat(missingBy(networks().disconnect(container, nowhere.network(), Disconnect.GRACEFUL)))
        .isEqualTo(NotFoundException.Kind.NETWORK);
    assertThat(missingBy(networks().disconnect(missing(), network.name(), Disconnect.GRACEFUL)))
        .isEqualTo(NotFoundException.Kind.CONTAINER);
  }

  private NotFoundException.Kind missingBy(Mono<Void> operation) {
    return error(NotFoundException.class, operation).kind();
  }

  /** If this fails, names are declared to resolve and do not, or resolve where they must not. */
  @Test
  @DisplayName("resolves names and aliases of its members, for its members alone")
  void resolvesNames() {
    requires(Capability.NETWORKS, Capability.NAME_RESOLUTION, Capability.EXEC);
    NetworkInfo network = get(networks().create(network("-a").build()));
    NetworkInfo elsewhere = get(networks().create(network("-b").build()));
    String name = freeName() + "-named";
    String alias = freeName() + "-alias";
    started(
        script(Scripts.IDLE)
            .name(name)
            .network(NetworkAttachment.to(network.name()).withAliases(List.of(alias))));
    ContainerId neighbour = started(on(network));
    ContainerId stranger = started(on(elsewhere));
    assertThat(resolves(neighbour, name)).as("the name, on the same network").isTrue();
    assertThat(resolves(neighbour, alias)).as("the alias, on the same network").isTrue();
    assertThat(resolves(neighbour, missing().value())).as("a name that nobody has").isFalse();
    assertThat(resolves(stranger, name)).as("the name, on another network").isFalse();
  }

  private boolean resolves(ContainerId inside, String host) {
    ExecSpec lookup = ExecSpec.builder(subject().lookup(host)).build();
    Captured captured =
        get(
            Mono.usingWhen(
                containers().exec(inside, lookup), Captured::of, process -> process.close()));
    return captured.exit().code().orElse(1) == 0;
  }

  /** Rule 13. If this fails, a prune takes a network that a container needs, or without a label. */
  @Test
  @DisplayName("is pruned if no container refers to it, running or not, and only with its label")
  void isPruned() {
    requires(Capability.NETWORKS, Capability.KILL);
    NetworkInfo used = get(networks().create(network("-used").label("go", "yes").build()));
    NetworkInfo asleep = get(networks().create(network("-asleep").label("go", "yes").build()));
    NetworkInfo unused = get(networks().create(network("-unused").label("go", "yes").build()));
    NetworkInfo other = get(networks().create(network("-other").build()));
    started(on(used));
    end(started(on(asleep)));
    List<String> removed = get(networks().prune(Map.of(LABEL, freeName(), "go", "yes"))).removed();
    assertThat(removed).hasSize(1);
    assertThat(removed.get(0)).isIn(unused.name(), unused.id());
    assertThat(names(ours())).containsExactlyInAnyOrder(used.name(), asleep.name(), other.name());
  }
}
