package dev.fairlead.engine;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.DeviceSpec;
import dev.fairlead.spi.container.GpuRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Device nodes as {@code Devices}; GPUs and devices of the Device Interface as requests. */
final class DeviceMapping {

  static final String NVIDIA = "nvidia";
  private static final int ALL = -1;

  private DeviceMapping() {}

  static void map(DeviceSpec spec, Capabilities capabilities, Map<String, Object> host) {
    SpecMapping.putFilled(
        host,
        "Devices",
        spec.devices().stream()
            .map(
                node ->
                    SpecMapping.ordered(
                        "PathOnHost", node.hostPath(),
                        "PathInContainer", node.containerPath(),
                        "CgroupPermissions", node.permissions()))
            .toList());
    List<Object> requests = new ArrayList<>();
    spec.gpus()
        .filter(gpus -> gpus.vendor().equals(NVIDIA) && capabilities.has(Capability.GPU))
        .map(DeviceMapping::gpus)
        .ifPresent(requests::add);
    if (!spec.cdiDevices().isEmpty() && capabilities.has(Capability.CDI_DEVICES)) {
      requests.add(SpecMapping.ordered("Driver", "cdi", "DeviceIDs", spec.cdiDevices()));
    }
    SpecMapping.putFilled(host, "DeviceRequests", requests);
  }

  /** As {@code docker run --gpus} asks: by capability, which NVIDIA's runtime alone answers. */
  private static Map<String, Object> gpus(GpuRequest gpus) {
    Map<String, Object> request = new LinkedHashMap<>();
    switch (gpus.selection()) {
      case ALL:
        request.put("Count", ALL);
        break;
      case COUNT:
        request.put("Count", gpus.count());
        break;
      default:
        request.put("DeviceIDs", gpus.ids());
        break;
    }
    request.put(
        "Capabilities",
        List.of(
            Stream.concat(Stream.of("gpu"), gpus.capabilities().stream().sorted())
                .distinct()
                .toList()));
    return request;
  }
}
