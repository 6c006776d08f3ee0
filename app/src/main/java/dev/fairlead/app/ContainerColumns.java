package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerInfo;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code ps} can show of a container. */
final class ContainerColumns {

  private ContainerColumns() {}

  /**
   * The columns.
   *
   * @param now what times are told from
   * @param whole whether ids and commands are shown whole
   */
  static Columns<ContainerInfo> of(Instant now, boolean whole) {
    return new Columns<ContainerInfo>()
        .shown("ID", "CONTAINER ID", info -> ContainerView.id(info, whole))
        .shown("Image", "IMAGE", ContainerInfo::image)
        .shown("Command", "COMMAND", info -> ContainerView.command(info, whole))
        .shown(
            "RunningFor",
            "CREATED",
            info -> info.createdAt().map(time -> Elapsed.ago(time, now)).orElse(""))
        .shown("Status", "STATUS", info -> ContainerView.status(info, now))
        .shown("Ports", "PORTS", info -> PortList.of(info.ports()))
        .shown("Names", "NAMES", ContainerInfo::name)
        .more("State", "STATE", info -> info.state().name().toLowerCase(Locale.ROOT))
        .more("CreatedAt", "CREATED AT", info -> CalendarTime.of(info.createdAt()))
        .more("Labels", "LABELS", info -> Columns.joined(info.labels()))
        .more(
            "Networks",
            "NETWORKS",
            info ->
                info.networks().stream()
                    .map(ContainerInfo.NetworkEndpoint::network)
                    .collect(Collectors.joining(",")))
        .more(
            "Mounts",
            "MOUNTS",
            info ->
                info.mounts().stream()
                    .map(ContainerInfo.MountPoint::source)
                    .filter(source -> !source.isEmpty())
                    .collect(Collectors.joining(",")));
  }
}
