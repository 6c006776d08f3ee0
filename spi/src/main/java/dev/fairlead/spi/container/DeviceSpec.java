package dev.fairlead.spi.container;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The devices that a container may use.
 *
 * @param devices device nodes
 * @param cdiDevices names of the Container Device Interface, for example {@code nvidia.com/gpu=0}
 * @param gpus GPUs, in words that each runtime translates; empty for none
 */
public record DeviceSpec(
    List<DeviceNode> devices, List<String> cdiDevices, Optional<GpuRequest> gpus) {

  /**
   * A device node.
   *
   * @param hostPath absolute path on the machine that runs the container
   * @param containerPath absolute path inside
   * @param permissions any of {@code r}, {@code w} and {@code m}
   */
  public record DeviceNode(String hostPath, String containerPath, String permissions) {
    /** Checks paths and permissions. */
    public DeviceNode {
      if (!hostPath.startsWith("/") || !containerPath.startsWith("/")) {
        throw new IllegalArgumentException("the paths of a device must be absolute");
      }
      if (!permissions.matches("[rwm]{1,3}")) {
        throw new IllegalArgumentException(
            "'" + permissions + "' are not permissions of a device; use some of r, w and m");
      }
    }
  }

  /** Checks and copies. */
  public DeviceSpec {
    devices = List.copyOf(devices);
    cdiDevices = List.copyOf(cdiDevices);
    Objects.requireNonNull(gpus, "gpus");
  }
}
