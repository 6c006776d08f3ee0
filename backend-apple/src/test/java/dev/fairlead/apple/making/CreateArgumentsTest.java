package dev.fairlead.apple.making;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.state.LabelCodec;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.ResourceLimits;
import dev.fairlead.spi.container.Signal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of all that a container can be made with: each row names where it is written down. */
class CreateArgumentsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-08-07T10:00:00Z"), ZoneOffset.UTC);

  /**
   * One wish.
   *
   * @param section of the reference
   * @param wish what is asked for
   * @param words which words follow one another in the call
   */
  private record Row(String section, UnaryOperator<ContainerSpecBuilder> wish, List<String> words) {
    @Override
    public String toString() {
      return section + ": " + String.join(" ", words);
    }
  }

  private static Row row(
      String section, UnaryOperator<ContainerSpecBuilder> wish, String... words) {
    return new Row(section, wish, List.of(words));
  }

  private static Mount bind(Mount.Access access) {
    return new Mount.Bind("/src", "/dst", access, Mount.Relabel.NONE, Optional.empty());
  }

  private static Mount volume(Optional<String> name) {
    return new Mount.NamedVolume(name, "/data", Mount.Access.READ_WRITE);
  }

  private static PortBinding port(PortProtocol protocol, String address, int host) {
    return new PortBinding(
        53,
        protocol,
        Optional.of(address).filter(text -> !text.isEmpty()),
        host == 0 ? OptionalInt.empty() : OptionalInt.of(host));
  }

  static List<Row> rows() {
    return List.of(
        row("2.4 --name", spec -> spec, "create", "--name", "id"),
        row("1 one id", spec -> spec, "--label", "dev.fairlead.apple.making=mark"),
        row("2.4 -e", spec -> spec.env("A", "1 2=3"), "--env", "A=1 2=3"),
        row("2.4 -e K", spec -> spec.secretEnv("TOKEN", "s3cret"), "--env", "TOKEN", "--label"),
        row(
            "6 gateway",
            spec -> spec.env("H", "http://host.docker.internal:80"),
            "--env",
            "H=http://192.168.64.1:80"),
        row("2.4 -u", spec -> spec.user("1000:1000"), "--user", "1000:1000"),
        row("2.4 -w", spec -> spec.workingDirectory("/w"), "--workdir", "/w"),
        row("2.4 -i", spec -> spec.stdin(ProcessSpec.Stdin.OPEN_ONCE), "--interactive"),
        row("2.4 -t", spec -> spec.tty(true), "--tty"),
        row("2.4 --rm", spec -> spec.autoRemove(true), "--rm"),
        row("2.4 --init", spec -> spec.init(true), "--init"),
        row(
            "2.4 -v path",
            spec -> spec.mount(bind(Mount.Access.READ_WRITE)),
            "--volume",
            "/src:/dst"),
        row(
            "2.4 -v opts",
            spec -> spec.mount(bind(Mount.Access.READ_ONLY)),
            "--volume",
            "/src:/dst:ro"),
        row(
            "2.4 -v name",
            spec -> spec.mount(volume(Optional.of("data"))),
            "--volume",
            "data:/data"),
        row("2.4 -v /path", spec -> spec.mount(volume(Optional.empty())), "--volume", "/data"),
        row(
            "2.4 --mount",
            spec ->
                spec.mount(new Mount.Tmpfs("/t", OptionalLong.of(1 << 20), OptionalInt.of(448))),
            "--mount",
            "type=tmpfs,target=/t,size=1M,mode=700"),
        row("2.4 --network", spec -> spec.network(NetworkAttachment.to("net")), "--network", "net"),
        row(
            "2.4 mac=",
            spec ->
                spec.network(
                    new NetworkAttachment(
                        "net",
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("f2:00:00:00:00:01"))),
            "--network",
            "net,mac=f2:00:00:00:00:01"),
        row(
            "0 alias= from 1.6.1",
            spec -> spec.network(NetworkAttachment.to("net").withAliases(List.of("db"))),
            "--network",
            "net,alias=db"),
        row("6 publish", spec -> spec.port(PortBinding.tcp(8080, 80)), "--publish", "8080:80/tcp"),
        row(
            "6 publish udp",
            spec -> spec.port(port(PortProtocol.UDP, "127.0.0.1", 5353)),
            "--publish",
            "127.0.0.1:5353:53/udp"),
        row(
            "6 publish IPv6",
            spec -> spec.port(port(PortProtocol.TCP, "::1", 5353)),
            "--publish",
            "[::1]:5353:53/tcp"),
        row(
            "6 no ephemeral ports",
            spec -> spec.port(port(PortProtocol.TCP, "", 0)),
            "--publish",
            "49152:53/tcp"),
        row("2.4 --dns", spec -> spec.dnsServer("9.9.9.9"), "--dns", "9.9.9.9"),
        row("2.4 --dns-search", spec -> spec.dnsSearch("lan"), "--dns-search", "lan"),
        row("2.4 --dns-option", spec -> spec.dnsOption("ndots:2"), "--dns-option", "ndots:2"),
        row("2.4 -m", spec -> spec.memoryBytes(512L << 20), "--memory", "512M"),
        row("2.4 -c", spec -> spec.nanoCpus(2_000_000_000L), "--cpus", "2"),
        row("2.4 --shm-size", spec -> spec.shmBytes(64L << 20), "--shm-size", "64M"),
        row(
            "2.4 --ulimit",
            spec -> spec.ulimit(new ResourceLimits.Ulimit("nofile", 512, 1024)),
            "--ulimit",
            "nofile=512:1024"),
        row("2.4 --cap-add", spec -> spec.capAdd("NET_ADMIN"), "--cap-add", "NET_ADMIN"),
        row("2.4 --cap-drop", spec -> spec.capDrop("NET_RAW"), "--cap-drop", "NET_RAW"),
        row("2.4 --read-only", spec -> spec.readOnlyRoot(true), "--read-only"),
        row("2.4 -l", spec -> spec.label("tier", "web"), "--label", "tier=web"),
        row(
            "2.4 no --stop-signal",
            spec -> spec.stopSignal(Signal.INT),
            "--label",
            LabelCodec.STOP_SIGNAL + "=SIGINT"),
        row(
            "2.4 no --stop-timeout",
            spec -> spec.stopGrace(Duration.ofMillis(1500)),
            "--label",
            LabelCodec.STOP_GRACE + "=1500"),
        row(
            "2.4 --platform",
            spec -> spec,
            "--platform",
            "linux/arm64",
            "docker.io/library/x:latest"),
        row(
            "2.4 --platform",
            spec -> spec.platform(Platform.parse("linux/amd64")),
            "--platform",
            "linux/amd64",
            "docker.io/library/x:latest"),
        row(
            "1 options go first",
            spec -> spec.command("-n", "", "a b"),
            "docker.io/library/x:latest",
            "-n",
            "",
            "a b"),
        row(
            "2.4 --entrypoint",
            spec -> spec.entrypoint(List.of("sh", "-c")).command("true"),
            "--entrypoint",
            "sh",
            "docker.io/library/x:latest",
            "-c",
            "true"),
        row(
            "2.4 clears Cmd",
            spec -> spec.entrypoint(List.of()),
            "--entrypoint",
            "own",
            "docker.io/library/x:latest",
            "command"));
  }

  private static Invocation call(ContainerSpec spec) {
    CreateArguments.Chosen chosen =
        new CreateArguments.Chosen(
            "id",
            Optional.of("mark"),
            "docker.io/library/x:latest",
            Optional.of("192.168.64.1"),
            Map.of(0, 49152),
            List.of("own", "command"));
    return new CreateArguments(Platform.parse("linux/arm64")).of(spec, Set.of(), chosen, CLOCK);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachWishHasItsWords(Row row) {
    List<String> words = call(row.wish().apply(ContainerSpec.builder("x")).build()).arguments();
    assertThat(Collections.indexOfSubList(words, row.words()))
        .as("where '%s' is in %s", row, words)
        .isNotNegative();
  }

  /** Whoever adds a flag adds a row. */
  @Test
  void everyFlagThatIsUsedHasARow() {
    ContainerSpecBuilder everything = ContainerSpec.builder("x");
    Set<String> named = new TreeSet<>();
    for (Row row : rows()) {
      everything = row.wish().apply(everything);
      row.words().stream().filter(word -> word.startsWith("--")).forEach(named::add);
    }
    Set<String> used = new TreeSet<>();
    List<String> words = new ArrayList<>(call(everything.build()).arguments());
    words.subList(words.indexOf("docker.io/library/x:latest"), words.size()).clear();
    words.stream().filter(word -> word.startsWith("--")).forEach(used::add);
    assertThat(named).isEqualTo(used);
  }

  @Test
  void aSecretIsInTheProgramsEnvironmentAndInNoArgument() {
    Invocation call = call(ContainerSpec.builder("x").secretEnv("TOKEN", "s3cret").build());
    assertThat(call.variables()).containsExactly(Map.entry("TOKEN", "s3cret"));
    assertThat(call.arguments()).noneMatch(word -> word.contains("s3cret"));
    assertThat(call.toString()).doesNotContain("s3cret");
  }

  /** The program refuses a value with an equals sign (section 2.4). */
  @Test
  void labelsWithEqualsSignsComeBack() {
    Map<String, String> labels = Map.of("tier", "a=b c", "ü", "==", "plain", "x");
    Map<String, String> encoded = LabelCodec.encode(labels);
    assertThat(encoded.values()).allMatch(LabelCodec::isPlain);
    assertThat(encoded).containsEntry("plain", "x").doesNotContainKey("tier");
    assertThat(LabelCodec.decode(encoded)).isEqualTo(labels);
  }
}
