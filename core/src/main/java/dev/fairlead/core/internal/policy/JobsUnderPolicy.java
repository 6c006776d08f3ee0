package dev.fairlead.core.internal.policy;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobSpec;
import dev.fairlead.spi.job.IndexedJobs;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Jobs with deadlines and retries. */
public final class JobsUnderPolicy implements IndexedJobs {

  private final IndexedJobs below;
  private final Calls calls;

  /**
   * Puts policies on top.
   *
   * @param below the backend's own
   * @param calls what is added
   */
  public JobsUnderPolicy(IndexedJobs below, Calls calls) {
    this.below = below;
    this.calls = calls;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  @Override
  public Mono<IndexedJobInfo> create(IndexedJobSpec spec, PlanMode mode) {
    return calls.repeatable("create job " + spec.name(), below.create(spec, mode));
  }

  @Override
  public Mono<IndexedJobInfo> inspect(String name) {
    return calls.repeatable("inspect job " + name, below.inspect(name));
  }

  @Override
  public Flux<IndexedJobInfo> watch(String name) {
    return calls.stream("watch job " + name, below.watch(name));
  }

  @Override
  public Flux<IndexedJobInfo> list(Map<String, String> labels) {
    return calls.repeatable("list jobs", below.list(labels));
  }

  @Override
  public Mono<Void> remove(String name) {
    return calls.repeatable("remove job " + name, below.remove(name));
  }
}
