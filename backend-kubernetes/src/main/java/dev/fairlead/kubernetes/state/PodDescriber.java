package dev.fairlead.kubernetes.state;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerInfo.MountPoint;
import dev.fairlead.spi.container.ContainerInfo.NetworkEndpoint;
import dev.fairlead.spi.container.ContainerInfo.PublishedPort;
import dev.fairlead.spi.container.Health;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.PortProtocol;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Tells of a pod what a runtime tells of a container. */
public final class PodDescriber {

  private PodDescriber() {}

  /**
   * Describes.
   *
   * @param pod the pod
   * @return the container that it is
   */
  public static ContainerInfo of(Pod pod) {
    PodView view = new PodView(pod);
    ObjectMeta meta = pod.getMetadata();
    Container container = view.container();
    Optional<ContainerStatus> status = view.status();
    return new ContainerInfo(
        ContainerId.of(meta.getName()),
        name(meta),
        container.getImage(),
        status.map(ContainerStatus::getImageID).filter(id -> !id.isEmpty()),
        view.state(),
        view.nativeState(),
        view.exit(),
        health(container, status),
        command(container),
        Boolean.TRUE.equals(container.getTty()),
        time(meta.getCreationTimestamp()),
        started(view),
        view.terminated().map(ContainerStateTerminated::getFinishedAt).flatMap(PodDescriber::time),
        OptionalLong.empty(),
        view.restartCount(),
        PodLabels.read(meta),
        ports(container),
        networks(pod),
        mounts(container));
  }

  /**
   * The name that something was asked for.
   *
   * @param meta what it says of itself
   * @return the container's name
   */
  public static String name(ObjectMeta meta) {
    return Optional.ofNullable(meta.getAnnotations())
        .map(notes -> notes.get(Names.ANNOTATION))
        .orElse(meta.getName());
  }

  private static Optional<Health> health(Container container, Optional<ContainerStatus> status) {
    if (container.getReadinessProbe() == null) {
      return Optional.empty();
    }
    return status
        .filter(each -> each.getState() != null && each.getState().getRunning() != null)
        .map(each -> Boolean.TRUE.equals(each.getReady()) ? Health.HEALTHY : Health.STARTING);
  }

  private static List<String> command(Container container) {
    List<String> command = new ArrayList<>();
    for (List<String> part : List.of(safe(container.getCommand()), safe(container.getArgs()))) {
      // As it was asked for: a doubled dollar is a dollar.
      part.forEach(word -> command.add(word.replace("$$", "$")));
    }
    return command;
  }

  private static <T> List<T> safe(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static Optional<Instant> started(PodView view) {
    return view.status()
        .map(ContainerStatus::getState)
        .flatMap(
            state ->
                Optional.ofNullable(state.getRunning())
                    .map(ContainerStateRunning::getStartedAt)
                    .or(
                        () ->
                            Optional.ofNullable(state.getTerminated())
                                .map(ContainerStateTerminated::getStartedAt)))
        .flatMap(PodDescriber::time);
  }

  /**
   * Reads a time.
   *
   * @param text RFC 3339; null for none
   * @return the time; empty if there is none, or it is none
   */
  public static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static List<PublishedPort> ports(Container container) {
    return safe(container.getPorts()).stream()
        .map(
            port ->
                new PublishedPort(
                    port.getContainerPort(),
                    protocol(port.getProtocol()),
                    "0.0.0.0",
                    port.getHostPort() == null || port.getHostPort() == 0
                        ? OptionalInt.empty()
                        : OptionalInt.of(port.getHostPort())))
        .toList();
  }

  private static PortProtocol protocol(@Nullable String text) {
    return text == null ? PortProtocol.TCP : PortProtocol.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static List<NetworkEndpoint> networks(Pod pod) {
    boolean host = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    Optional<String> address =
        Optional.ofNullable(pod.getStatus()).map(PodStatus::getPodIP).filter(ip -> !ip.isEmpty());
    return List.of(
        new NetworkEndpoint(
            host ? "host" : "cluster",
            address.filter(ip -> ip.indexOf(':') < 0),
            address.filter(ip -> ip.indexOf(':') >= 0),
            Optional.empty(),
            List.of()));
  }

  private static List<MountPoint> mounts(Container container) {
    return safe(container.getVolumeMounts()).stream().map(PodDescriber::mount).toList();
  }

  private static MountPoint mount(VolumeMount mount) {
    return new MountPoint(
        "volume",
        mount.getName(),
        mount.getMountPath(),
        Boolean.TRUE.equals(mount.getReadOnly())
            ? Mount.Access.READ_ONLY
            : Mount.Access.READ_WRITE);
  }
}
