package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.ResourceLimits;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Limits and requests of the one container. What is limited and not asked for is asked for too. */
final class ResourceMapping {

  private static final long NANOS_OF_A_THOUSANDTH = 1_000_000;
  private static final int SHARES_OF_A_PROCESSOR = 1024;
  private static final int THOUSANDTHS = 1000;

  private ResourceMapping() {}

  static ResourceRequirements of(ContainerSpec spec) {
    Map<String, Quantity> limits = new LinkedHashMap<>();
    Map<String, Quantity> requests = new LinkedHashMap<>();
    ResourceLimits wanted = spec.resources();
    wanted.memoryBytes().ifPresent(bytes -> limits.put("memory", bytes(bytes)));
    wanted.memoryReservationBytes().ifPresent(bytes -> requests.put("memory", bytes(bytes)));
    wanted.nanoCpus().ifPresent(nanos -> limits.put("cpu", thousandths(cpuThousandths(nanos))));
    if (wanted.cpuShares().isPresent()) {
      requests.put("cpu", thousandths(requestedThousandths(wanted)));
    }
    gpus(spec).ifPresent(count -> limits.put(gpuResource(spec), new Quantity(count.toString())));
    return new ResourceRequirementsBuilder().withLimits(limits).withRequests(requests).build();
  }

  /** Processor time in thousandths, of which there is no smaller part: rounded up. */
  static long cpuThousandths(long nanoCpus) {
    return (nanoCpus + NANOS_OF_A_THOUSANDTH - 1) / NANOS_OF_A_THOUSANDTH;
  }

  /** What a weight asks for; never more than the limit, which a server would refuse. */
  static long requestedThousandths(ResourceLimits wanted) {
    long asked =
        Math.max(1, (long) wanted.cpuShares().orElse(0) * THOUSANDTHS / SHARES_OF_A_PROCESSOR);
    return wanted.nanoCpus().isPresent()
        ? Math.min(asked, cpuThousandths(wanted.nanoCpus().getAsLong()))
        : asked;
  }

  /** How many GPUs are asked for; empty for none, and for what a cluster cannot count. */
  private static Optional<Integer> gpus(ContainerSpec spec) {
    return spec.devices()
        .gpus()
        .filter(request -> request.selection() == GpuRequest.Selection.COUNT)
        .map(GpuRequest::count);
  }

  static String gpuResource(ContainerSpec spec) {
    return new Wishes(spec.backendOptions())
        .text("gpu-resource")
        .orElseGet(
            () -> spec.devices().gpus().map(GpuRequest::vendor).orElse("nvidia") + ".com/gpu");
  }

  private static Quantity bytes(long bytes) {
    return new Quantity(Long.toString(bytes));
  }

  private static Quantity thousandths(long value) {
    return new Quantity(value + "m");
  }
}
