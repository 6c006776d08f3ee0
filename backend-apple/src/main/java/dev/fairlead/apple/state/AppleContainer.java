package dev.fairlead.apple.state;

import dev.fairlead.apple.program.Fields;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.container.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A container as {@code container list --format json} and {@code container inspect} tell it from
 * release 1.0.0 on.
 */
public final class AppleContainer {

  /** Carried by what the program's own plugins make, such as its builder. */
  private static final String PLUGIN = "com.apple.container.plugin";

  /** The end of what nobody was attached to. */
  public static final Exit NOT_OBSERVABLE =
      new Exit.Lost("the program tells no exit code of what nobody was attached to");

  private final Fields configuration;
  private final Fields status;
  private final String id;
  private final String word;
  private final Map<String, String> rawLabels;

  /**
   * Reads one.
   *
   * @param answer one object of the answer
   * @throws Fields.Malformed if it has neither a name nor a state
   */
  public AppleContainer(Fields answer) {
    this.configuration = answer.part("configuration");
    this.status = answer.part("status");
    this.id = answer.text("id").orElseGet(() -> configuration.require("id"));
    this.word = status.require("state");
    this.rawLabels = configuration.map("labels");
  }

  /**
   * Its name, which is its id.
   *
   * @return the name
   */
  public String id() {
    return id;
  }

  /**
   * The program's word for its state.
   *
   * @return the word
   */
  public String word() {
    return word;
  }

  /**
   * Whether one of the program's own plugins made it, such as its builder.
   *
   * @return whether one did
   */
  public boolean isOfAPlugin() {
    return rawLabels.containsKey(PLUGIN);
  }

  /**
   * Its labels, as they were asked for.
   *
   * @return the labels
   */
  public Map<String, String> labels() {
    return LabelCodec.decode(rawLabels);
  }

  /**
   * When it was last started. Seconds tell two starts apart, unless they are within one.
   *
   * @return empty if it has never run, as far as the service knows
   */
  public Optional<Instant> started() {
    return status.instant("startedDate");
  }

  /**
   * Its state. What the program has no word for is told by whether it ever started.
   *
   * @return the state
   */
  public ContainerState state() {
    switch (word) {
      case "running":
        return ContainerState.RUNNING;
      case "stopping":
        return ContainerState.STOPPING;
      case "stopped":
        return started().isPresent() ? ContainerState.EXITED : ContainerState.CREATED;
      default:
        return ContainerState.UNKNOWN;
    }
  }

  /**
   * The end that the program tells: the key is proposed (issue 1501), and in no known release.
   *
   * @return its exit code, or that it is not known
   */
  public Exit end() {
    OptionalLong code = status.number("exitCode");
    return code.isPresent() && code.getAsLong() >= 0 && code.getAsLong() <= 255
        ? new Exit.Exited((int) code.getAsLong())
        : NOT_OBSERVABLE;
  }

  /**
   * What asks it to end: its own wish, or its image's.
   *
   * @return the signal, {@code SIGTERM} if nobody wishes another one
   */
  public Signal stopSignal() {
    return Optional.ofNullable(rawLabels.get(LabelCodec.STOP_SIGNAL))
        .or(() -> configuration.text("stopSignal"))
        .map(Signal::parse)
        .orElse(Signal.TERM);
  }

  /**
   * How long it wishes to be waited for when it is stopped.
   *
   * @return empty if it wishes nothing
   */
  public Optional<Duration> stopGrace() {
    return Optional.ofNullable(rawLabels.get(LabelCodec.STOP_GRACE))
        .map(Long::parseLong)
        .map(Duration::ofMillis);
  }

  /**
   * Which making made it.
   *
   * @return empty where only one can have made its name
   */
  public Optional<String> making() {
    return Optional.ofNullable(rawLabels.get(LabelCodec.MAKING));
  }

  boolean tty() {
    return configuration.part("initProcess").isTrue("terminal");
  }

  String executable() {
    return configuration.part("initProcess").text("executable").orElse("its program");
  }

  /**
   * Its image, as the program keeps it.
   *
   * @return empty if that is not told
   */
  public String image() {
    return configuration.part("image").text("reference").orElse("");
  }

  /**
   * The names of the volumes that it uses, running or not.
   *
   * @return the names
   */
  public List<String> volumes() {
    return configuration.parts("mounts").stream()
        .map(mount -> mount.part("type").part("volume").text("name"))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * The names of the networks that it is on, running or not.
   *
   * @return the names
   */
  public List<String> networks() {
    return configuration.parts("networks").stream()
        .map(network -> network.text("network"))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * All of it in the words of the contract.
   *
   * @return the description
   */
  public ContainerInfo info() {
    ContainerState state = state();
    Fields process = configuration.part("initProcess");
    List<String> command = new ArrayList<>();
    process.text("executable").ifPresent(command::add);
    command.addAll(process.texts("arguments"));
    return new ContainerInfo(
        ContainerId.of(id),
        id,
        image(),
        configuration.part("image").part("descriptor").text("digest"),
        state,
        word,
        state == ContainerState.EXITED ? Optional.of(end()) : Optional.empty(),
        Optional.empty(),
        command,
        tty(),
        configuration.instant("creationDate"),
        started(),
        state == ContainerState.EXITED ? status.instant("exitedDate") : Optional.empty(),
        OptionalLong.empty(),
        0,
        labels(),
        ports(),
        endpoints(),
        MountReader.read(configuration));
  }

  /**
   * Its published ports, one for each of a range.
   *
   * @return the ports
   */
  public List<ContainerInfo.PublishedPort> ports() {
    List<ContainerInfo.PublishedPort> ports = new ArrayList<>();
    for (Fields port : configuration.parts("publishedPorts")) {
      PortProtocol protocol =
          PortProtocol.valueOf(port.text("proto").orElse("tcp").toUpperCase(Locale.ROOT));
      int count = (int) port.number("count").orElse(1);
      for (int i = 0; i < count; i++) {
        ports.add(
            new ContainerInfo.PublishedPort(
                (int) port.number("containerPort").orElse(0) + i,
                protocol,
                port.text("hostAddress").orElse("0.0.0.0"),
                OptionalInt.of((int) port.number("hostPort").orElse(0) + i)));
      }
    }
    return ports;
  }

  /**
   * Addresses while it runs; its networks alone otherwise.
   *
   * @return one for each network
   */
  public List<ContainerInfo.NetworkEndpoint> endpoints() {
    List<Fields> attached = status.parts("networks");
    return attached.isEmpty()
        ? networks().stream()
            .map(
                name ->
                    new ContainerInfo.NetworkEndpoint(
                        name, Optional.empty(), Optional.empty(), Optional.empty(), List.of()))
            .toList()
        : attached.stream()
            .map(
                network ->
                    new ContainerInfo.NetworkEndpoint(
                        network.text("network").orElse(""),
                        network.text("ipv4Address").map(AppleContainer::bare),
                        network.text("ipv6Address").map(AppleContainer::bare),
                        network.text("macAddress"),
                        List.of()))
            .toList();
  }

  private static String bare(String address) {
    return address.replaceFirst("/.*", "");
  }
}
