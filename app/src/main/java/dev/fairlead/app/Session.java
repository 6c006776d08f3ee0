package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.RuntimeKernel;
import dev.fairlead.core.RuntimeKernelBuilder;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.ContainerId;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One execution of the command: the kernel that finds runtimes, and the runtime that was chosen,
 * opened when it is first asked for.
 */
final class Session {

  private final Fairlead root;
  private final RuntimeKernel kernel;
  private final RuntimeSelection selection;
  private @Nullable Interrupts interrupts;
  private @Nullable ProcessIo io;
  private Optional<Tty> tty = Optional.empty();
  private final Mono<ContainerRuntime> runtime;
  private final Cleanups cleanups = new Cleanups();
  private final Queue<ContainerRuntime> opened = new ConcurrentLinkedQueue<>();

  Session(Fairlead root) {
    this.root = root;
    this.selection = selection(root);
    this.kernel = kernel(root);
    this.runtime = open(selection).cache();
  }

  /** The chosen runtime. */
  Mono<ContainerRuntime> runtime() {
    return runtime;
  }

  /** Another runtime than the chosen one, closed with this session. */
  Mono<ContainerRuntime> open(RuntimeSelection other) {
    return kernel.open(other).doOnNext(opened::add);
  }

  /** What was found, and what was chosen. */
  Mono<RuntimeReport> report() {
    return kernel
        .report(selection)
        .flatMap(first -> cameTooSoon(first) ? kernel.report(selection) : Mono.just(first));
  }

  /**
   * A JVM that just began loads classes while the clock runs; on a busy machine that takes long.
   */
  private static boolean cameTooSoon(RuntimeReport report) {
    return report.problems().stream()
        .anyMatch(problem -> problem.kind() == DiscoveryProblem.Kind.PROBE_TIMED_OUT);
  }

  /** What was found, again and again as it changes. */
  Flux<RuntimeReport> health() {
    return kernel.health(selection);
  }

  /** Whether dropped fields are accepted. */
  PlanMode planMode() {
    return root.lenient ? PlanMode.LENIENT : PlanMode.STRICT;
  }

  /** The standard streams, as a container's own. */
  ProcessIo processIo() {
    if (io == null) {
      io = root.terminal().processIo();
    }
    return io;
  }

  /** The machine that the command works on. */
  ProbeContext machine() {
    return root.machine();
  }

  /** The terminal that standard input comes from; empty if it comes from none. Blocks. */
  synchronized Optional<Tty> tty() {
    if (tty.isEmpty()) {
      tty = root.terminal().tty().get();
    }
    return tty;
  }

  /** Puts the terminal back into the state that it was found in, whatever happened. Blocks. */
  synchronized void restoreTty() {
    tty.ifPresent(Tty::restore);
  }

  /** The streams and the directory that the command was started with. */
  Terminal terminal() {
    return root.terminal();
  }

  /** Says something to people, beside the results. */
  void notice(String text) {
    root.terminal().err().println(Printable.of(text));
  }

  /** Says something to people, beside the results, which has its own ends of lines. */
  void tell(String text) {
    PrintStream err = root.terminal().err();
    err.print(text);
    err.flush();
  }

  void interrupts(Interrupts watch) {
    interrupts = watch;
  }

  /** The signals that arrive. */
  Interrupts interrupts() {
    return Objects.requireNonNull(interrupts, "interrupts");
  }

  /**
   * Does the same to several containers, one after another; goes on after a failure, and prints
   * each name that it went well with.
   *
   * @param names names or ids
   * @param work what is done
   * @return the exit code
   */
  Mono<Integer> eachContainer(
      List<String> names, BiFunction<ContainerRuntime, ContainerId, Mono<Void>> work) {
    names.forEach(ContainerId::of);
    return each("container", names, (chosen, name) -> work.apply(chosen, ContainerId.of(name)));
  }

  /**
   * Does the same to several things, one after another; goes on after a failure, and prints each
   * name that it went well with.
   *
   * @param kind what they are, in documents
   * @param names names or ids
   * @param work what is done
   * @return the exit code
   */
  Mono<Integer> each(
      String kind, List<String> names, BiFunction<ContainerRuntime, String, Mono<Void>> work) {
    return runtime.flatMap(
        chosen ->
            Flux.fromIterable(names)
                .concatMap(
                    name ->
                        work.apply(chosen, name)
                            .then(Mono.fromRunnable(() -> done(kind, name)))
                            .thenReturn(ExitCodes.OK)
                            .onErrorResume(error -> Mono.just(Failure.report(root, error))))
                .reduce(ExitCodes.OK, Math::max));
  }

  private void done(String kind, String name) {
    if (root.output().json()) {
      root.output().element(new Document().with(kind, name).fields());
    } else {
      root.output().line(name);
    }
  }

  /** What goes on after the work was cancelled, and is waited for. */
  Cleanups cleanups() {
    return cleanups;
  }

  /** Releases all connections. */
  Mono<Void> close() {
    return cleanups
        .settled()
        .thenMany(Flux.defer(() -> Flux.fromIterable(opened)))
        .flatMap(ContainerRuntime::close)
        .then(Mono.defer(kernel::close));
  }

  private static RuntimeSelection selection(Fairlead root) {
    Configuration configuration = root.configuration();
    RuntimeSelection selection =
        root.runtime == null ? RuntimeSelection.any() : RuntimeSelection.named(root.runtime);
    RuntimeSelection runtime =
        configuration
            .setting(ConfigurationKey.RUNTIME)
            .map(setting -> selection.orConfigured(setting.value(), setting.from()))
            .orElse(selection);
    return host(root).map(text -> runtime.at(RuntimeSyntax.endpoint(text))).orElse(runtime);
  }

  private static Optional<String> host(Fairlead root) {
    return Optional.ofNullable(root.host)
        .or(() -> root.configuration().host(root.runtime).map(Configuration.Setting::value));
  }

  private static RuntimeKernel kernel(Fairlead root) {
    RuntimeKernelBuilder builder = RuntimeKernel.builder().machine(root.machine());
    if (root.timeout != null) {
      Duration timeout = DurationSyntax.duration(root.timeout);
      if (timeout.isZero()) {
        throw new IllegalArgumentException("--timeout 0 leaves no time for an answer");
      }
      builder
          .options(BackendOptions.defaults().with(BackendOptions.OPERATION_TIMEOUT, timeout))
          .policies(RuntimePolicies.defaults().withCallTimeout(timeout))
          .openPatience(timeout);
    }
    if (throughSsh(root)) {
      // A login alone takes longer than a daemon of this machine may.
      builder
          .probeDeadline(RuntimeKernelBuilder.DEFAULT_OPEN_PATIENCE)
          .machine(root.machine().withDeadline(RuntimeKernelBuilder.DEFAULT_OPEN_PATIENCE));
    }
    if (root.plugins.isEmpty()) {
      beside().ifPresent(builder::pluginDirectory);
    }
    root.plugins.forEach(
        directory -> builder.pluginDirectory(root.terminal().directory().resolve(directory)));
    return builder.build();
  }

  private static boolean throughSsh(Fairlead root) {
    Optional<String> host = host(root);
    Stream<String> hosts =
        host.isPresent()
            ? host.stream()
            : Stream.of("DOCKER_HOST", "CONTAINER_HOST")
                .flatMap(name -> root.terminal().machine().variable(name).stream());
    return hosts.anyMatch(text -> text.startsWith("ssh://"));
  }

  /** The plugins directory of the distribution that this command was started from. */
  private static Optional<Path> beside() {
    return Optional.ofNullable(System.getProperty("fairlead.home"))
        .map(home -> Path.of(home, "plugins"));
  }
}
