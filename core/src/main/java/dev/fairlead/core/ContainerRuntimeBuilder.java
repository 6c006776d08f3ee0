package dev.fairlead.core;

import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Backend;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Says what a {@link ContainerRuntime} adds to its backend. For one thread. */
public final class ContainerRuntimeBuilder {

  private final Backend backend;
  private RuntimePolicies policies = RuntimePolicies.defaults();
  private @Nullable Scheduler timer;

  ContainerRuntimeBuilder(Backend backend) {
    this.backend = Objects.requireNonNull(backend, "backend");
  }

  /**
   * Sets what is added to each call.
   *
   * @param value the policies; the defaults unless set
   * @return this builder
   */
  public ContainerRuntimeBuilder policies(RuntimePolicies value) {
    policies = Objects.requireNonNull(value, "policies");
    return this;
  }

  /**
   * Sets who owns what is made.
   *
   * @param value the owner, as {@link RuntimePolicies#owner()} wants it
   * @return this builder
   */
  public ContainerRuntimeBuilder owner(String value) {
    policies = policies.withOwner(value);
    return this;
  }

  /**
   * Sets what measures deadlines and pauses.
   *
   * @param value the scheduler; {@link Schedulers#parallel()} by default
   * @return this builder
   */
  public ContainerRuntimeBuilder timer(Scheduler value) {
    timer = Objects.requireNonNull(value, "timer");
    return this;
  }

  /**
   * Ends the collection. The backend is not called yet.
   *
   * @return the runtime
   */
  public ContainerRuntime build() {
    return new BackendRuntime(backend, policies, timer == null ? Schedulers.parallel() : timer);
  }
}
