package dev.fairlead.jobs.spec;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.GpuRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each node is told of the others, by environment variables that have the same names and
 * meanings on every runtime.
 *
 * <p>{@code RANK}, {@code WORLD_SIZE}, {@code LOCAL_RANK}, {@code LOCAL_WORLD_SIZE}, {@code
 * NODE_RANK}, {@code NNODES}, {@code MASTER_ADDR} and {@code MASTER_PORT} are what {@code
 * torch.distributed} and many others read, for one process a node. The {@code PET_} ones are what
 * {@code torchrun} takes in place of its options ({@code torch/distributed/argparse_util.py}: each
 * option of the class {@code env} is read from {@code PET_} and its name in upper case): it makes
 * the variables of its own processes from them.
 *
 * @param address where rank 0 is found
 * @param port where rank 0 listens
 */
public record Rendezvous(String address, int port) {

  /** The port of torchrun's own default. */
  public static final int DEFAULT_PORT = 29500;

  /** Where a node finds itself. */
  public static final String LOOPBACK = "127.0.0.1";

  /** A template may set it: who has his own launcher knows how many processes it starts. */
  public static final String PROCESSES = "PET_NPROC_PER_NODE";

  /** Those that a template must not set. */
  public static final Set<String> VARIABLES =
      Set.of(
          "RANK",
          "WORLD_SIZE",
          "LOCAL_RANK",
          "LOCAL_WORLD_SIZE",
          "NODE_RANK",
          "NNODES",
          "MASTER_ADDR",
          "MASTER_PORT",
          "PET_NNODES",
          "PET_NODE_RANK",
          "PET_MASTER_ADDR",
          "PET_MASTER_PORT");

  /** Those that differ from node to node. */
  public static final Set<String> OF_THE_RANK = Set.of("RANK", "NODE_RANK", "PET_NODE_RANK");

  /** Those that say where rank 0 is. */
  public static final Set<String> OF_THE_ADDRESS = Set.of("MASTER_ADDR", "PET_MASTER_ADDR");

  /**
   * Tells all nodes of a job that the runtime schedules, which adds rank and address itself.
   *
   * @param node what all nodes are made from
   * @param template what they were asked to be made from
   * @param nodes how many nodes there are
   * @param port where rank 0 listens
   */
  public static void addCommonTo(
      ContainerSpecBuilder node, ContainerSpec template, int nodes, int port) {
    Map<String, String> common = new Rendezvous("", port).variables(template, 0, nodes);
    common.keySet().removeAll(OF_THE_RANK);
    common.keySet().removeAll(OF_THE_ADDRESS);
    common.forEach(node::env);
  }

  /**
   * Tells a node.
   *
   * @param node what is told
   * @param template what the node is made from, which may say how many processes it starts
   * @param rank its rank, from 0
   * @param nodes how many nodes there are
   */
  public void addTo(ContainerSpecBuilder node, ContainerSpec template, int rank, int nodes) {
    variables(template, rank, nodes).forEach(node::env);
  }

  private Map<String, String> variables(ContainerSpec template, int rank, int nodes) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("RANK", String.valueOf(rank));
    all.put("WORLD_SIZE", String.valueOf(nodes));
    all.put("LOCAL_RANK", "0");
    all.put("LOCAL_WORLD_SIZE", "1");
    all.put("NODE_RANK", String.valueOf(rank));
    all.put("NNODES", String.valueOf(nodes));
    all.put("MASTER_ADDR", address);
    all.put("MASTER_PORT", String.valueOf(port));
    all.put("PET_NNODES", String.valueOf(nodes));
    all.put("PET_NODE_RANK", String.valueOf(rank));
    all.put("PET_MASTER_ADDR", address);
    all.put("PET_MASTER_PORT", String.valueOf(port));
    all.put(PROCESSES, processes(template));
    return all;
  }

  private static String processes(ContainerSpec template) {
    return Optional.ofNullable(template.process().env().get(PROCESSES))
        .map(EnvValue::value)
        .or(() -> template.devices().gpus().map(Rendezvous::oneForEachGpu))
        .orElse("1");
  }

  /** How many "all" are is known inside only, by torchrun's own word for it. */
  private static String oneForEachGpu(GpuRequest gpus) {
    return switch (gpus.selection()) {
      case ALL -> "gpu";
      case COUNT -> String.valueOf(gpus.count());
      case IDS -> String.valueOf(gpus.ids().size());
    };
  }
}
