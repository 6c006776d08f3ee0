package dev.fairlead.core;

import dev.fairlead.core.internal.discovery.ProviderRegistry;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.ProbeContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Says where a {@link RuntimeKernel} looks, and how long. For one thread. */
public final class RuntimeKernelBuilder {

  /** How long a whole round of probes may take unless somebody says otherwise. */
  public static final Duration DEFAULT_PROBE_DEADLINE = Duration.ofMillis(950);

  /** How long opening waits for a slow runtime unless somebody says otherwise. */
  public static final Duration DEFAULT_OPEN_PATIENCE = Duration.ofSeconds(5);

  /** How often {@link RuntimeKernel#health()} looks unless somebody says otherwise. */
  public static final Duration DEFAULT_HEALTH_INTERVAL = Duration.ofSeconds(2);

  private static final Duration BACKEND_FIRST = Duration.ofSeconds(10);
  private static final Duration CONSTRUCTION_LIMIT = Duration.ofSeconds(5);

  private final List<BackendProvider> providers = new ArrayList<>();
  private final List<Path> pluginDirectories = new ArrayList<>();
  private @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
  private Supplier<ProbeContext> machine = ProbeContext::ofThisMachine;
  private BackendOptions options = BackendOptions.defaults();
  private RuntimePolicies policies = RuntimePolicies.defaults();
  private Duration probeDeadline = DEFAULT_PROBE_DEADLINE;
  private Duration openPatience = DEFAULT_OPEN_PATIENCE;
  private Duration healthInterval = DEFAULT_HEALTH_INTERVAL;
  private Clock clock = Clock.systemUTC();
  private @Nullable Scheduler timer;
  private @Nullable Scheduler blocking;

  RuntimeKernelBuilder() {}

  private RuntimeKernelBuilder(RuntimeKernelBuilder other) {
    providers.addAll(other.providers);
    pluginDirectories.addAll(other.pluginDirectories);
    classLoader = other.classLoader;
    machine = other.machine;
    options = other.options;
    policies = other.policies;
    probeDeadline = other.probeDeadline;
    openPatience = other.openPatience;
    healthInterval = other.healthInterval;
    clock = other.clock;
    timer = other.timer;
    blocking = other.blocking;
  }

  /**
   * Sets the class loader whose services are the backends, and the parent of all plugins.
   *
   * @param value the class loader; the thread's context class loader by default
   * @return this builder
   */
  public RuntimeKernelBuilder classLoader(ClassLoader value) {
    classLoader = Objects.requireNonNull(value, "classLoader");
    return this;
  }

  /**
   * Registers a provider by hand; it comes before all that are found.
   *
   * @param value the provider
   * @return this builder
   */
  public RuntimeKernelBuilder provider(BackendProvider value) {
    providers.add(Objects.requireNonNull(value, "provider"));
    return this;
  }

  /**
   * Adds a directory of plugins: each jar in it is a backend with a class loader of its own, a
   * child of the application's. Files whose names begin with a dot are passed over. A directory
   * that does not exist holds nothing, and may come into being later. One that others than this
   * user and root could change is refused.
   *
   * @param value the directory
   * @return this builder
   */
  public RuntimeKernelBuilder pluginDirectory(Path value) {
    pluginDirectories.add(Objects.requireNonNull(value, "pluginDirectory"));
    return this;
  }

  /**
   * Sets the machine that probes see, and whose variable {@code FAIRLEAD_RUNTIME} configures the
   * choice.
   *
   * @param value the machine; this one by default
   * @return this builder
   */
  public RuntimeKernelBuilder machine(ProbeContext value) {
    Objects.requireNonNull(value, "machine");
    machine = () -> value;
    return this;
  }

  /**
   * Sets what backends are opened with.
   *
   * @param value deadlines and options; the defaults unless set
   * @return this builder
   */
  public RuntimeKernelBuilder options(BackendOptions value) {
    options = Objects.requireNonNull(value, "options");
    return this;
  }

  /**
   * Sets what opened runtimes add to each call of their backends. Limits that are shorter than the
   * backend's own, which {@link #options(BackendOptions)} sets, are made 10 seconds longer than
   * those.
   *
   * @param value the policies; the defaults unless set
   * @return this builder
   */
  public RuntimeKernelBuilder policies(RuntimePolicies value) {
    policies = Objects.requireNonNull(value, "policies");
    return this;
  }

  /**
   * Sets how long opening waits for a runtime that is there but slow, when a round of probes found
   * nothing else: a machine under load answers late.
   *
   * @param value a positive time; 5 seconds by default
   * @return this builder
   */
  public RuntimeKernelBuilder openPatience(Duration value) {
    openPatience = positive(value, "open patience");
    return this;
  }

  /**
   * Sets when a round of probes is over, whoever has not answered.
   *
   * @param value a positive time; 950 milliseconds by default
   * @return this builder
   */
  public RuntimeKernelBuilder probeDeadline(Duration value) {
    probeDeadline = positive(value, "probe deadline");
    return this;
  }

  /**
   * Sets how often {@link RuntimeKernel#health()} looks. A plugin that is dropped in is seen as
   * late as this.
   *
   * @param value a positive time; 2 seconds by default
   * @return this builder
   */
  public RuntimeKernelBuilder healthInterval(Duration value) {
    healthInterval = positive(value, "health interval");
    return this;
  }

  /**
   * Sets the clock that reports are dated by.
   *
   * @param value the clock; the system's by default
   * @return this builder
   */
  public RuntimeKernelBuilder clock(Clock value) {
    clock = Objects.requireNonNull(value, "clock");
    return this;
  }

  /**
   * Sets what measures deadlines and intervals.
   *
   * @param value the scheduler; {@link Schedulers#parallel()} by default
   * @return this builder
   */
  public RuntimeKernelBuilder timer(Scheduler value) {
    timer = Objects.requireNonNull(value, "timer");
    return this;
  }

  /**
   * Sets where the file system is read and foreign code is called, which may block.
   *
   * @param value the scheduler; {@link Schedulers#boundedElastic()} by default
   * @return this builder
   */
  public RuntimeKernelBuilder blocking(Scheduler value) {
    blocking = Objects.requireNonNull(value, "blocking");
    return this;
  }

  /**
   * Ends the collection. Nothing is looked at yet.
   *
   * @return the kernel
   */
  public RuntimeKernel build() {
    return new RuntimeKernel(new RuntimeKernelBuilder(this));
  }

  ProviderRegistry registry() {
    return new ProviderRegistry(
        providers,
        classLoader == null ? ClassLoader.getSystemClassLoader() : classLoader,
        pluginDirectories,
        CONSTRUCTION_LIMIT,
        clock,
        blocking(),
        timer());
  }

  /**
   * The machine, with the endpoint that was named; each endpoint has a little less than the whole.
   */
  ProbeContext machine(RuntimeSelection selection) {
    ProbeContext context = machine.get();
    Duration share = share(probeDeadline);
    return named(
        selection, context.deadline().compareTo(share) > 0 ? context.withDeadline(share) : context);
  }

  /** The machine, with time for endpoints that are slow to answer. */
  ProbeContext patientMachine(RuntimeSelection selection) {
    return named(selection, machine.get().withDeadline(share(openPatience)));
  }

  private static ProbeContext named(RuntimeSelection selection, ProbeContext context) {
    return selection.host().map(context::withExplicitHost).orElse(context);
  }

  /** In nanoseconds: Duration's own arithmetic starts big decimals, which takes 20 ms at start. */
  private static Duration share(Duration whole) {
    return Duration.ofNanos(whole.toNanos() / 20 * 17);
  }

  Duration openPatience() {
    return openPatience;
  }

  /** The options, with the machine that probes see unless another was set. */
  BackendOptions options() {
    return options.find(BackendOptions.MACHINE).isPresent()
        ? options
        : options.with(BackendOptions.MACHINE, machine.get());
  }

  /** The policies, whose limits leave the backend time to tell of its own. */
  RuntimePolicies policies() {
    Duration call = options.operationTimeout().plus(BACKEND_FIRST);
    Duration start =
        options.find(BackendOptions.START_TIMEOUT).orElse(Duration.ZERO).plus(BACKEND_FIRST);
    return policies
        .withCallTimeout(longer(policies.callTimeout(), call))
        .withLongCallTimeout(longer(policies.longCallTimeout(), longer(call, start)));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  Duration probeDeadline() {
    return probeDeadline;
  }

  Duration healthInterval() {
    return healthInterval;
  }

  Clock clock() {
    return clock;
  }

  Scheduler timer() {
    return timer == null ? Schedulers.parallel() : timer;
  }

  Scheduler blocking() {
    return blocking == null ? Schedulers.boundedElastic() : blocking;
  }

  private static Duration positive(Duration value, String what) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("the " + what + " must be positive, but is " + value);
    }
    return value;
  }
}
