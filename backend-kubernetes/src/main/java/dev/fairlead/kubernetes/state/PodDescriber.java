package dev.fairlead.kubernetes.state;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerInfo.MountPoint;
import dev.fairlead.spi.container.ContainerInfo.NetworkEndpoint;
import dev.fairlead.spi.container.ContainerInfo.PublishedPort;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.PortProtocol;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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
        view.health(),
        command(container),
        Boolean.TRUE.equals(container.getTty()),
        PodRun.time(meta.getCreationTimestamp()),
        started(view),
        view.terminated().map(ContainerStateTerminated::getFinishedAt).flatMap(PodRun::time),
        OptionalLong.empty(),
        view.restartCount(),
        PodLabels.read(meta),
        ports(container),
        networks(pod),
        mounts(pod, container));
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

  /**
   * When a pod was made.
   *
   * @param view the pod
   * @param unknown what stands for it where the server does not say
   * @return the server's time
   */
  public static Instant created(PodView view, Instant unknown) {
    return PodRun.time(view.pod().getMetadata().getCreationTimestamp()).orElse(unknown);
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
        .flatMap(PodRun::time);
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

  private static List<MountPoint> mounts(Pod pod, Container container) {
    List<Volume> volumes = safe(pod.getSpec().getVolumes());
    return safe(container.getVolumeMounts()).stream()
        .map(mount -> mount(mount, source(mount.getName(), volumes)))
        .toList();
  }

  /** The claim, where it is one: it leads to the volume, as its name does. */
  private static String source(String name, List<Volume> volumes) {
    return volumes.stream()
        .filter(volume -> volume.getName().equals(name))
        .map(Volume::getPersistentVolumeClaim)
        .filter(Objects::nonNull)
        .map(claim -> claim.getClaimName())
        .findFirst()
        .orElse(name);
  }

  private static MountPoint mount(VolumeMount mount, String source) {
    return new MountPoint(
        "volume",
        source,
        mount.getMountPath(),
        Boolean.TRUE.equals(mount.getReadOnly())
            ? Mount.Access.READ_ONLY
            : Mount.Access.READ_WRITE);
  }
}
