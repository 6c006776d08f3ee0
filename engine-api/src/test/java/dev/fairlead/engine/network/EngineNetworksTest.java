package dev.fairlead.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.engine.FakeDaemon;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Subnet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What daemons answer about networks, word for word, as Docker 20.10.24 does unless told. */
class EngineNetworksTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ContainerId WEB = ContainerId.of("web");

  @TempDir Path directory;
  private FakeDaemon daemon;
  private EngineNetworks networks;

  @BeforeEach
  void startDaemon() throws IOException {
    daemon = new FakeDaemon(directory);
    networks = new EngineNetworks(daemon.client(), Clock.systemUTC());
  }

  @AfterEach
  void endDaemon() throws IOException {
    daemon.close();
  }

  private static String network(String id, String name, String created) {
    return "{\"Name\":\""
        + name
        + "\",\"Id\":\""
        + id
        + "\",\"Created\":\""
        + created
        + "\",\"Driver\":\"bridge\",\"IPAM\":{\"Config\":[{\"Subnet\":\"10.77.0.0/24\","
        + "\"IPRange\":\"10.77.0.128/25\",\"Gateway\":\"10.77.0.9\"},{\"Subnet\":\"\"}]},"
        + "\"Internal\":true,\"Containers\":{\"33a38cce26cb\":{\"Name\":\"web\","
        + "\"IPv4Address\":\"10.77.0.200/24\",\"IPv6Address\":\"\"}},\"Options\":null,"
        + "\"Labels\":{}}";
  }

  @Test
  void aNetworkIsReadWithItsMembers() {
    daemon.answer("/networks/n", 200, network("cd43", "n", "2026-11-22T09:20:48.868850077Z"));

    NetworkInfo info = networks.inspect("n").block(LIMIT);

    assertThat(info.subnets())
        .containsExactly(
            Subnet.of("10.77.0.0/24")
                .withGateway("10.77.0.9")
                .withAllocationRange("10.77.0.128/25"));
    assertThat(info.internal()).isTrue();
    assertThat(info.members().orElseThrow())
        .singleElement()
        .satisfies(
            member -> {
              assertThat(member.container()).isEqualTo(ContainerId.of("33a38cce26cb"));
              assertThat(member.name()).contains("web");
              assertThat(member.addresses()).containsExactly("10.77.0.200");
            });
  }

  @Test
  void severalOfOneNameThatStayAreAConflict() {
    daemon
        .answer("/networks/create", 409, "{\"message\":\"network with name n already exists\"}")
        .answer(
            "/networks",
            200,
            "["
                + network("one", "n", "2026-11-22T09:20:49Z")
                + ","
                + network("two", "n", "2026-11-22T09:20:48Z")
                + "]");

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> networks.create(NetworkSpec.of("n")).block(LIMIT));

    assertThat(conflict).hasMessageContaining("several networks");
  }

  @Test
  void aNameThatIsTakenByAnotherSpecificationNamesTheFields() {
    daemon
        .answer("/networks/create", 409, "{\"message\":\"network with name n already exists\"}")
        .answer("/networks", 200, "[" + network("old", "n", "2026-11-22T09:20:48Z") + "]");

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class,
            () ->
                networks
                    .create(NetworkSpec.builder("n").ipv6(true).label("a", "b").build())
                    .block(LIMIT));

    assertThat(conflict.differingFields()).containsExactly("ipv6", "labels");
  }

  @Test
  void addressesThatOverlapAreAConflictToo() {
    daemon
        .answer(
            "/networks/create",
            403,
            "{\"message\":\"Pool overlaps with other one on this address space\"}")
        .answer("/networks", 200, "[]");

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> networks.create(NetworkSpec.of("n")).block(LIMIT));

    assertThat(conflict).hasMessageContaining("overlaps");
  }

  @Test
  void addressesThatCannotBeHadAreAnInvalidWish() {
    daemon.answer(
        "/networks/create",
        404,
        "{\"message\":\"could not find an available, non-overlapping IPv6 address pool among the"
            + " defaults to assign to the network\"}");

    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class, () -> networks.create(NetworkSpec.of("n")).block(LIMIT));

    assertThat(refusal).hasMessageContaining("IPv6");
  }

  @Test
  void connectingAgainIsNoErrorUnlessSomethingDiffers() {
    daemon
        .answer(
            "/networks/n/connect",
            403,
            "{\"message\":\"endpoint with name web already exists in network n\"}")
        .answer(
            "/containers/web/json",
            200,
            "{\"Id\":\"33a38cce26cb\",\"NetworkSettings\":{\"Networks\":{\"n\":{\"Aliases\":[\"a\","
                + "\"33a38cce26cb\"],\"IPAddress\":\"10.77.0.2\",\"NetworkID\":\"cd43\"}}}}");

    networks.connect(WEB, NetworkAttachment.to("n").withAliases(List.of("a"))).block(LIMIT);
    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class,
            () ->
                networks
                    .connect(
                        WEB,
                        new NetworkAttachment(
                            "n",
                            List.of("b"),
                            Optional.of("10.77.0.3"),
                            Optional.empty(),
                            Optional.empty()))
                    .block(LIMIT));

    assertThat(conflict.differingFields()).containsExactly("aliases", "ipv4-address");
  }

  @Test
  void aHardwareAddressIsRefusedWhereTheApiHasNoneForANetwork() {
    NetworkAttachment wish =
        new NetworkAttachment(
            "n", List.of(), Optional.empty(), Optional.empty(), Optional.of("02:42:ac:11:00:02"));

    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class, () -> networks.connect(WEB, wish).block(LIMIT));

    assertThat(refusal).hasMessageContaining("mac-address");
    assertThat(daemon.requests()).noneMatch(line -> line.contains("connect"));
  }

  @Test
  void leavingANetworkThatOneIsNotOnIsDone() {
    daemon.answer(
        "/networks/n/disconnect",
        500,
        "{\"message\":\"container 33a38cce26cb is not connected to network n\"}");

    networks.disconnect(WEB, "n", Disconnect.FORCE).block(LIMIT);
  }

  @Test
  void whatIsMissingIsToldApart() {
    daemon
        .answer("/networks/n/disconnect", 404, "{\"message\":\"No such container: web\"}")
        .answer("/networks/m/disconnect", 404, "{\"message\":\"network m not found\"}");

    assertThat(missing("n")).isEqualTo(NotFoundException.Kind.CONTAINER);
    assertThat(missing("m")).isEqualTo(NotFoundException.Kind.NETWORK);
  }

  private NotFoundException.Kind missing(String network) {
    return catchThrowableOfType(
            NotFoundException.class,
            () -> networks.disconnect(WEB, network, Disconnect.GRACEFUL).block(LIMIT))
        .kind();
  }

  @Test
  void aPruneLeavesWhatAStoppedContainerRefersTo() {
    daemon
        .answer(
            "/containers/json",
            200,
            "[{\"Id\":\"1\",\"HostConfig\":{\"NetworkMode\":\"mode\"},\"NetworkSettings\":"
                + "{\"Networks\":{\"named\":{\"NetworkID\":\"\"},\"x\":{\"NetworkID\":\"id3\"}}}}]")
        .answer(
            "/networks",
            200,
            "["
                + network("id1", "mode", "")
                + ","
                + network("id2", "named", "")
                + ","
                + network("id3", "renamed", "")
                + ","
                + network("id4", "free", "")
                + "]")
        .answer("/networks/id4", 204, "");

    assertThat(networks.prune(Map.of("a", "b")).block(LIMIT).removed()).containsExactly("free");
    assertThat(daemon.requests()).anyMatch(line -> line.contains("type") && line.contains("a%3Db"));
  }
}
