package dev.fairlead.jobs.internal.start;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Ownership;
import java.util.List;

/**
 * A container that has GPUs of the machine.
 *
 * @param name its name
 * @param gpus what it asked for, as {@link Ownership#GPUS} has it
 */
record GpuHolder(String name, String gpus) {

  private static final String ALL = "all";
  private static final String COUNT = "count-[0-9]{1,6}";

  static GpuHolder of(ContainerInfo container) {
    return new GpuHolder(container.name(), container.labels().getOrDefault(Ownership.GPUS, ""));
  }

  /** Whether it has a GPU; a number of them are the first ones, where names can be asked for. */
  boolean has(String gpu) {
    if (gpus.equals(ALL)) {
      return true;
    }
    if (gpus.matches(COUNT)) {
      int first = Integer.parseInt(gpus.substring(gpus.indexOf('-') + 1));
      return gpu.matches("[0-9]{1,6}") && Integer.parseInt(gpu) < first;
    }
    return List.of(gpus.split("_", -1)).contains(gpu);
  }
}
