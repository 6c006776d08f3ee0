package dev.fairlead.podman.libpod;

import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.GpuRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Requests for GPUs as what Podman has for them: names of the Container Device Interface, as the
 * vendors' tools generate them; or, where somebody wishes for it, the device nodes of the kernel's
 * driver (nvidia-modprobe(1) names them).
 */
final class GpuMapping {

  /** The wish for nodes, a backend option of a specification. */
  static final String OPTION = "podman.gpus";

  static final String NODES = "device-nodes";

  private static final String NVIDIA = "nvidia";

  /** What every program that computes opens, beside the GPU itself. */
  private static final List<String> OF_ALL = List.of("/dev/nvidiactl", "/dev/nvidia-uvm");

  private GpuMapping() {}

  /** What goes into {@code devices}: names and paths are both words there. */
  static List<String> words(GpuRequest gpus, ContainerSpec spec) {
    return wantsNodes(spec) ? nodes(gpus) : names(gpus);
  }

  private static boolean wantsNodes(ContainerSpec spec) {
    return NODES.equals(spec.backendOptions().get(OPTION));
  }

  /** A request for GPUs by the names that the vendors' tools generate. */
  private static List<String> names(GpuRequest gpus) {
    String kind = gpus.vendor() + ".com/gpu=";
    return gpus.selection() == GpuRequest.Selection.ALL
        ? List.of(kind + "all")
        : numbers(gpus).stream().map(id -> kind + id).toList();
  }

  /** What the ids are, or the first of as many as are wanted. */
  private static List<String> numbers(GpuRequest gpus) {
    if (gpus.selection() == GpuRequest.Selection.IDS) {
      return gpus.ids();
    }
    List<String> first = new ArrayList<>();
    for (int i = 0; i < gpus.count(); i++) {
      first.add(String.valueOf(i));
    }
    return first;
  }

  /** Empty for all of them, as nobody tells how many there are. */
  private static List<String> nodes(GpuRequest gpus) {
    if (noNodes(gpus).isPresent()) {
      return List.of();
    }
    List<String> nodes = new ArrayList<>();
    numbers(gpus).forEach(number -> nodes.add("/dev/nvidia" + number));
    nodes.addAll(OF_ALL);
    return nodes;
  }

  /** Why there are no nodes for a request; empty if there are. */
  private static Optional<String> noNodes(GpuRequest gpus) {
    if (!gpus.vendor().equals(NVIDIA)) {
      return Optional.of("device nodes are known of " + NVIDIA + " alone, not of " + gpus.vendor());
    }
    if (gpus.selection() == GpuRequest.Selection.ALL) {
      return Optional.of(
          "Podman does not tell how many device nodes there are; count them, or give numbers:"
              + " --gpus device=0,1");
    }
    return numbers(gpus).stream()
        .filter(number -> !number.matches("\\d{1,3}"))
        .findFirst()
        .map(id -> "a device node has a number, and " + id + " is none");
  }

  /** What becomes of a request. */
  static FieldPlan fate(GpuRequest gpus, ContainerSpec spec) {
    String words = String.join(", ", words(gpus, spec));
    if (wantsNodes(spec)) {
      return noNodes(gpus)
          .map(why -> FieldPlan.dropped(SpecField.GPUS, why))
          .orElseGet(
              () ->
                  FieldPlan.approximated(
                      SpecField.GPUS,
                      "as the device nodes "
                          + words
                          + ", without the driver's libraries, which the image has to bring"));
    }
    String as = "as the CDI devices " + words;
    if (!gpus.capabilities().isEmpty()) {
      return FieldPlan.approximated(SpecField.GPUS, as + ", with all of their capabilities");
    }
    return gpus.selection() == GpuRequest.Selection.COUNT
        ? FieldPlan.approximated(SpecField.GPUS, as + ", whether others use them or not")
        : FieldPlan.kept(SpecField.GPUS);
  }

  /** What becomes of wishes for Podman alone; those for other backends are passed over. */
  static FieldPlan options(ContainerSpec spec) {
    String unknown =
        spec.backendOptions().keySet().stream()
            .filter(key -> key.startsWith("podman.") && !key.equals(OPTION))
            .sorted()
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      return FieldPlan.dropped(SpecField.BACKEND_OPTIONS, "podman knows no option " + unknown);
    }
    Map<String, String> options = spec.backendOptions();
    if (!options.getOrDefault(OPTION, NODES).equals(NODES)) {
      return FieldPlan.dropped(
          SpecField.BACKEND_OPTIONS, OPTION + " is " + NODES + ", not " + options.get(OPTION));
    }
    return options.containsKey(OPTION) && spec.devices().gpus().isEmpty()
        ? FieldPlan.dropped(SpecField.BACKEND_OPTIONS, OPTION + " is for a request for GPUs")
        : FieldPlan.kept(SpecField.BACKEND_OPTIONS);
  }
}
