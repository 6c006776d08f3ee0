package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Health;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Containers as tables and documents show them. */
final class ContainerView {

  static final List<String> HEADING =
      List.of("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES");

  private static final int ID_LENGTH = 12;
  private static final int COMMAND_LENGTH = 20;

  private ContainerView() {}

  /** All that is known of a container. */
  static Document document(ContainerInfo info) {
    return new Document()
        .with("id", info.id())
        .with("name", info.name())
        .with("image", info.image())
        .with("imageId", info.imageId())
        .with("state", info.state())
        .with("nativeState", info.nativeState())
        .with("exit", info.exit().filter(end -> !info.state().alive()).map(ContainerView::exit))
        .with("health", info.health())
        .with("command", info.command())
        .with("tty", info.tty())
        .with("createdAt", info.createdAt())
        .with("startedAt", info.startedAt())
        .with("finishedAt", info.finishedAt())
        .with("pid", info.pid())
        .with("restartCount", info.restartCount())
        .with("labels", info.labels())
        .with("ports", info.ports().stream().map(ContainerView::port).toList())
        .with("networks", info.networks().stream().map(ContainerView::network).toList())
        .with("mounts", info.mounts().stream().map(ContainerView::mount).toList());
  }

  /** How a container or a command ended. */
  static Document exit(Exit exit) {
    Document document = new Document();
    if (exit instanceof Exit.Exited) {
      document.with("kind", "exited").with("code", exit.code());
    } else if (exit instanceof Exit.Signalled signalled) {
      document
          .with("kind", "signalled")
          .with("code", exit.code())
          .with("signal", signalled.signal().name());
    } else if (exit instanceof Exit.OutOfMemory) {
      document.with("kind", "out-of-memory").with("code", exit.code());
    } else if (exit instanceof Exit.StartFailed failed) {
      document
          .with("kind", "start-failed")
          .with("code", exit.code())
          .with("reason", failed.reason());
    } else if (exit instanceof Exit.Lost lost) {
      document.with("kind", "lost").with("code", exit.code()).with("reason", lost.reason());
    }
    return document;
  }

  /** The id, shortened as docker does unless it is wanted whole. */
  static String id(ContainerInfo info, boolean whole) {
    String id = info.id().value();
    return whole || id.length() <= ID_LENGTH ? id : id.substring(0, ID_LENGTH);
  }

  /** One line of {@code ps}. */
  static List<String> row(ContainerInfo info, Instant now, boolean whole) {
    return List.of(
        id(info, whole),
        info.image(),
        command(info, whole),
        info.createdAt().map(time -> Elapsed.ago(time, now)).orElse(""),
        status(info, now),
        PortList.of(info.ports()),
        info.name());
  }

  /** The command in quotes; empty if it is not known. Arguments with blanks have quotes, too. */
  static String command(ContainerInfo info, boolean whole) {
    String command =
        info.command().stream()
            .map(word -> word.contains(" ") ? "'" + word + "'" : word)
            .collect(Collectors.joining(" "));
    return command.isEmpty() ? "" : "\"" + (whole ? command : shorten(command)) + "\"";
  }

  /** The state in words, with what matters of it. */
  static String status(ContainerInfo info, Instant now) {
    return switch (info.state()) {
      case RUNNING -> up(info, now) + info.health().map(ContainerView::health).orElse("");
      case PAUSED -> up(info, now) + " (Paused)";
      case RESTARTING -> "Restarting" + ended(info, now);
      case EXITED -> "Exited" + ended(info, now);
      default -> {
        String word = word(info.state());
        yield Character.toUpperCase(word.charAt(0)) + word.substring(1);
      }
    };
  }

  private static String up(ContainerInfo info, Instant now) {
    return "Up" + info.startedAt().map(time -> " " + Elapsed.between(time, now)).orElse("");
  }

  private static String ended(ContainerInfo info, Instant now) {
    return " ("
        + info.exit().map(ContainerView::shortExit).orElse("?")
        + ")"
        + info.finishedAt().map(time -> " " + Elapsed.ago(time, now)).orElse("");
  }

  private static String health(Health health) {
    return health == Health.STARTING ? " (health: starting)" : " (" + word(health) + ")";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String shortExit(Exit exit) {
    return exit.code().isPresent() ? Integer.toString(exit.code().getAsInt()) : "?";
  }

  private static String shorten(String command) {
    return command.length() <= COMMAND_LENGTH
        ? command
        : command.substring(0, COMMAND_LENGTH - 1) + "…";
  }

  /** One published port. */
  static Document port(ContainerInfo.PublishedPort port) {
    return new Document()
        .with("containerPort", port.containerPort())
        .with("protocol", port.protocol())
        .with("hostAddress", port.hostAddress())
        .with("hostPort", port.hostPort());
  }

  private static Document network(ContainerInfo.NetworkEndpoint network) {
    return new Document()
        .with("network", network.network())
        .with("address", network.address())
        .with("ipv6Address", network.ipv6Address())
        .with("macAddress", network.macAddress())
        .with("aliases", network.aliases());
  }

  private static Document mount(ContainerInfo.MountPoint mount) {
    return new Document()
        .with("kind", mount.kind())
        .with("source", Optional.of(mount.source()).filter(source -> !source.isEmpty()))
        .with("target", mount.target())
        .with("access", mount.access());
  }
}
