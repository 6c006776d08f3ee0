package dev.fairlead.core;

import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A runtime as applications embed it: a backend with policies on top.
 *
 * <p>It is a {@link Backend} itself, whose facets add to those of the backend below: a deadline for
 * each call, retries of what is idempotent, an owner for what is made. What the backend does not
 * declare stays refused. On top of that it runs containers and commands as a whole.
 *
 * <p>Every operation is cold. Signals come on threads of the backend or of the timer, which serve
 * other calls too: whoever blocks moves elsewhere first, for example by {@code
 * publishOn(Schedulers.boundedElastic())}. Safe for use by several threads. Applications do not
 * implement this interface, except to fake it in tests.
 */
public interface ContainerRuntime extends Backend {

  /** How much of each output stream is kept unless somebody says otherwise: 1 MiB. */
  int DEFAULT_KEPT_BYTES = 1 << 20;

  /**
   * Puts policies on top of a backend, without any discovery.
   *
   * @param backend the backend; closed with the runtime
   * @return a builder, for one thread
   */
  static ContainerRuntimeBuilder builder(Backend backend) {
    return new ContainerRuntimeBuilder(backend);
  }

  /**
   * Finds and opens the best runtime of this machine, with all defaults. {@link RuntimeKernel} does
   * the same with a choice.
   *
   * @return the runtime, closed by whoever receives it; signals {@link
   *     dev.fairlead.core.report.NoRuntimeException} when there is none
   */
  static Mono<ContainerRuntime> discover() {
    return Mono.defer(() -> RuntimeKernel.builder().build().open());
  }

  /**
   * The backend below, without policies.
   *
   * @return the backend
   */
  Backend backend();

  /**
   * What is added to each call.
   *
   * @return the policies
   */
  RuntimePolicies policies();

  /**
   * Makes sure that an image is here, as the pull policy of a specification says: pulls it always,
   * or only if the runtime does not have it for the wanted platform, or never. A runtime that does
   * not pull on request is left to apply the policy itself.
   *
   * @param spec image, platform and pull policy; the rest does not matter
   * @param options credentials and transport; a platform of the specification replaces theirs
   * @return the steps of the pull; completes without any where nothing had to be pulled. Signals
   *     {@link dev.fairlead.spi.error.InvalidSpecException} if the name of the image is malformed.
   *     Cancelling ends the pull
   */
  Flux<PullProgress> ensureImage(ContainerSpec spec, PullOptions options);

  /**
   * Runs a container: makes sure that its image is here, makes it, attaches, starts it, and emits
   * it once it runs. No byte of its output and no exit code is lost, however short it lives.
   *
   * <p>When anything fails or the subscriber cancels on the way, whatever was made is removed
   * again, also when the answer to its making was lost. A name that is in use is a {@link
   * dev.fairlead.spi.error.ConflictException}, even if the container that has it is of the same
   * specification. Where a container is to remove itself after its end and the runtime cannot do
   * that, {@link RunningContainer#close()} does. Where it publishes no ports on this machine, and
   * lets clients connect to them, this client listens for TCP ports in its place until then: on
   * 127.0.0.1 unless a binding names an address.
   *
   * @param request what to run
   * @return the container, owned by its receiver, who ends with {@link RunningContainer#close()}
   */
  Mono<RunningContainer> run(RunRequest request);

  /**
   * Runs a container to its end and keeps the beginning of its output.
   *
   * <p>All output is read, so the container never waits for a reader; what is beyond the bound is
   * counted and dropped. Standard input, if it is open, ends at once. An exit code other than 0 is
   * a value. When anything fails or the subscriber cancels, the container is killed and removed.
   *
   * @param request what to run
   * @param keptBytes how much of each output stream is kept, 0 or more
   * @return how it ended and what it wrote
   */
  Mono<RunResult> runToEnd(RunRequest request, int keptBytes);

  /**
   * Runs a container to its end and keeps up to {@value #DEFAULT_KEPT_BYTES} bytes of each output
   * stream.
   *
   * @param request what to run
   * @return how it ended and what it wrote
   */
  default Mono<RunResult> runToEnd(RunRequest request) {
    return runToEnd(request, DEFAULT_KEPT_BYTES);
  }

  /**
   * Executes a command in a container that runs, waits for its end and keeps the beginning of its
   * output.
   *
   * <p>When the time is over, {@link dev.fairlead.spi.error.ExecTimeoutException} says whether the
   * command was killed or may go on, which depends on {@link
   * dev.fairlead.spi.Capability#EXEC_KILL}. Cancelling ends the command in the same way. Standard
   * input, if it is open, ends at once.
   *
   * @param container the container
   * @param spec the command
   * @param timeout how long it may take, positive
   * @param keptBytes how much of each output stream is kept, 0 or more
   * @return how it ended and what it wrote
   */
  Mono<ExecResult> execToEnd(ContainerId container, ExecSpec spec, Duration timeout, int keptBytes);

  /**
   * Executes a command and keeps up to {@value #DEFAULT_KEPT_BYTES} bytes of each output stream.
   *
   * @param container the container
   * @param spec the command
   * @param timeout how long it may take, positive
   * @return how it ended and what it wrote
   */
  default Mono<ExecResult> execToEnd(ContainerId container, ExecSpec spec, Duration timeout) {
    return execToEnd(container, spec, timeout, DEFAULT_KEPT_BYTES);
  }
}
