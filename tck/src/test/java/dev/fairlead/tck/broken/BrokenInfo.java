package dev.fairlead.tck.broken;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import java.util.Map;
import java.util.Optional;

/** Changes what is told of a container. */
final class BrokenInfo {

  private BrokenInfo() {}

  static ContainerInfo with(
      ContainerInfo info, ContainerState state, Map<String, String> labels, Optional<Exit> exit) {
    return new ContainerInfo(
        info.id(),
        info.name(),
        info.image(),
        info.imageId(),
        state,
        info.nativeState(),
        exit,
        info.health(),
        info.command(),
        info.tty(),
        info.createdAt(),
        info.startedAt(),
        info.finishedAt(),
        info.pid(),
        info.restartCount(),
        labels,
        info.ports(),
        info.networks(),
        info.mounts());
  }
}
