package dev.fairlead.jobs.internal.start;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import reactor.core.publisher.Mono;

/**
 * Which GPUs each node of a job gets, where the runtime gives those that it is told: distinct ones,
 * of those that no other container of Fairlead holds. A runtime that does not take them by name
 * gives so many itself.
 */
public final class GpuShares {

  private final ContainerRuntime runtime;
  private final JobSpec job;
  private final OptionalInt each;

  /**
   * Looks for nothing yet.
   *
   * @param runtime where the job is to run
   * @param job what asks for GPUs
   */
  public GpuShares(ContainerRuntime runtime, JobSpec job) {
    this.runtime = runtime;
    this.job = job;
    this.each = job.gpusOfEachNode();
  }

  /**
   * Chooses.
   *
   * @return what each node asks for, by rank; empty if what the template asks for is to stay
   */
  public Mono<List<GpuRequest>> choose() {
    if (each.isEmpty()) {
      return Mono.just(List.of());
    }
    return takesNames().flatMap(names -> names ? byName() : Mono.just(byNumber()));
  }

  private Mono<Boolean> takesNames() {
    ContainerSpec named = job.template().toBuilder().gpus(request(List.of("0"))).build();
    return runtime.plan(named).map(GpuShares::keepsGpus);
  }

  private static boolean keepsGpus(Plan plan) {
    return plan.dropped().stream().noneMatch(field -> field.field() == SpecField.GPUS);
  }

  private GpuRequest template() {
    return job.template().devices().gpus().orElse(GpuRequest.all());
  }

  private GpuRequest request(List<String> ids) {
    GpuRequest wanted = template();
    return new GpuRequest(GpuRequest.Selection.IDS, 0, ids, wanted.vendor(), wanted.capabilities());
  }

  private List<GpuRequest> byNumber() {
    GpuRequest wanted = template();
    GpuRequest count =
        new GpuRequest(
            GpuRequest.Selection.COUNT,
            each.orElseThrow(),
            List.of(),
            wanted.vendor(),
            wanted.capabilities());
    return Collections.nCopies(job.nodes(), count);
  }

  private Mono<List<GpuRequest>> byName() {
    return pool()
        .flatMap(
            pool ->
                pool.isEmpty() && job.nodes() == 1 && job.gpusPerNode().isEmpty()
                    ? Mono.just(List.of())
                    : held().flatMap(held -> shares(pool, held)));
  }

  /** Those of the template, else all that the runtime knows of. */
  private Mono<List<String>> pool() {
    GpuRequest wanted = template();
    if (wanted.selection() == GpuRequest.Selection.IDS) {
      return Mono.just(wanted.ids().stream().distinct().toList());
    }
    return runtime
        .system()
        .info()
        .map(
            info ->
                info.gpus().stream()
                    .map(name -> name.substring(name.indexOf('=') + 1))
                    .filter(name -> !name.equals("all"))
                    .distinct()
                    .toList());
  }

  private Mono<List<GpuHolder>> held() {
    return runtime
        .containers()
        .list(ContainerFilter.all().withLabel(Ownership.GPUS, ""))
        .filter(GpuShares::holds)
        .map(GpuHolder::of)
        .collectList();
  }

  /** What was made may be started at any time, and what cannot be read may run. */
  private static boolean holds(ContainerInfo container) {
    return container.state() != ContainerState.EXITED && container.state() != ContainerState.DEAD;
  }

  private Mono<List<GpuRequest>> shares(List<String> pool, List<GpuHolder> held) {
    int wanted = each.orElseThrow();
    List<String> free =
        pool.stream().filter(gpu -> held.stream().noneMatch(holder -> holder.has(gpu))).toList();
    if (pool.isEmpty() || free.size() < wanted * job.nodes()) {
      return Mono.error(() -> tooFew(pool, free, held));
    }
    List<GpuRequest> shares = new ArrayList<>();
    for (int rank = 0; rank < job.nodes(); rank++) {
      shares.add(request(free.subList(rank * wanted, (rank + 1) * wanted)));
    }
    return Mono.just(shares);
  }

  private InvalidSpecException tooFew(List<String> pool, List<String> free, List<GpuHolder> held) {
    ErrorContext context =
        ErrorContext.of(
            runtime.id(),
            "choose GPUs for "
                + job.nodes()
                + (job.nodes() == 1 ? " node of " : " nodes of ")
                + each.orElseThrow());
    if (pool.isEmpty()) {
      return new InvalidSpecException(
          context.withRemedy("name them, as --gpus device=0,1,2,3 --gpus-per-node 1"),
          "it does not tell which GPUs there are",
          null);
    }
    List<String> holders =
        held.stream()
            .filter(holder -> pool.stream().anyMatch(holder::has))
            .map(GpuHolder::name)
            .sorted()
            .toList();
    return new InvalidSpecException(
        context.withRemedy("fairlead ps, and fairlead job ls"),
        "of "
            + pool.size()
            + (pool.size() == 1 ? " GPU " : " GPUs ")
            + free.size()
            + (free.size() == 1 ? " is free" : " are free")
            + (holders.isEmpty() ? "" : "; others are held by " + String.join(", ", holders)),
        null);
  }
}
