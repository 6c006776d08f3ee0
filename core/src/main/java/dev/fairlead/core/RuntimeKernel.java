package dev.fairlead.core;

import dev.fairlead.core.internal.discovery.Discovery;
import dev.fairlead.core.internal.discovery.LoadedProvider;
import dev.fairlead.core.internal.discovery.ProviderRegistry;
import dev.fairlead.core.internal.probe.Finding;
import dev.fairlead.core.internal.probe.ProbeRound;
import dev.fairlead.core.internal.ranking.BackendRanker;
import dev.fairlead.core.internal.ranking.SelectionScope;
import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.ProbeContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Finds runtimes, tells what it found, and opens the best: the entry point for applications that do
 * not know beforehand where their containers will run.
 *
 * <p>Every operation is cold, and each subscription looks at the machine anew: plugins that came or
 * went, runtimes that were started or died. What was found broken is never remembered. Nothing runs
 * while nobody is subscribed. Safe for use by several threads. Signals come on threads of the
 * injected schedulers or of the backends; whoever blocks moves elsewhere first.
 */
public final class RuntimeKernel {

  private final RuntimeKernelBuilder settings;
  private final ProviderRegistry registry;
  private final ProbeRound round;
  private final Sinks.Empty<Void> closed = Sinks.empty();

  RuntimeKernel(RuntimeKernelBuilder settings) {
    this.settings = settings;
    this.registry = settings.registry();
    this.round = new ProbeRound(settings.blocking(), settings.timer());
  }

  /**
   * Starts a kernel for this machine, this thread's class path and no plugins.
   *
   * @return a builder, for one thread
   */
  public static RuntimeKernelBuilder builder() {
    return new RuntimeKernelBuilder();
  }

  /**
   * Everything that is here, ranked, with nothing chosen by hand.
   *
   * @return the report, never an error: what goes wrong is in it. Takes as long as the slowest
   *     probe, at most the probe deadline; making a provider that hangs may add five seconds
   */
  public Mono<RuntimeReport> report() {
    return report(RuntimeSelection.any());
  }

  /**
   * Everything that is here, ranked for a choice by hand. All backends are asked, so that the
   * report is whole, whatever was chosen.
   *
   * @param selection what the user chose
   * @return the report, never an error: what goes wrong is in it
   */
  public Mono<RuntimeReport> report(RuntimeSelection selection) {
    Objects.requireNonNull(selection, "selection");
    return survey(selection, Scope.ALL, Pace.PROMPT).map(Survey::report);
  }

  /**
   * What probes find, as they find it, before it is ranked: the first usable answer comes as fast
   * as the fastest runtime.
   *
   * @param selection what the user chose; a named endpoint is the only one that is looked at by
   *     backends that understand it
   * @return the candidates in the order in which they answer; completes at the probe deadline at
   *     the latest. Cancelling ends all probes
   */
  public Flux<Candidate> candidates(RuntimeSelection selection) {
    Objects.requireNonNull(selection, "selection");
    return registry
        .discover()
        .flatMapMany(
            found -> ask(found.providers(), settings.machine(selection), settings.probeDeadline()))
        .ofType(Finding.Seen.class)
        .map(Finding.Seen::candidate);
  }

  /**
   * Opens the best runtime, with nothing chosen by hand.
   *
   * @return the runtime; see {@link #open(RuntimeSelection)}
   */
  public Mono<ContainerRuntime> open() {
    return open(RuntimeSelection.any());
  }

  /**
   * Chooses a runtime and opens it. Only the named backend is asked where one was named, so that
   * the others cost no time. Where somebody did not answer in time, all are asked once more with
   * patience: what is not known yet may come before all that is, as an endpoint that a variable
   * names does.
   *
   * <p>Signals {@link dev.fairlead.core.report.NoRuntimeException} when nothing can be chosen,
   * {@link dev.fairlead.spi.error.BackendUnavailableException} when the chosen runtime went away
   * meanwhile, and {@link dev.fairlead.spi.error.BackendFailureException} when its provider fails.
   * Cancelling before the runtime is emitted leaves nothing open.
   *
   * @param selection what the user chose
   * @return the runtime, closed by whoever receives it
   */
  public Mono<ContainerRuntime> open(RuntimeSelection selection) {
    Objects.requireNonNull(selection, "selection");
    return survey(selection, Scope.CHOOSABLE, Pace.PROMPT)
        .flatMap(
            survey ->
                cameTooSoon(survey.report())
                    ? survey(selection, Scope.CHOOSABLE, Pace.PATIENT)
                    : Mono.just(survey))
        .flatMap(
            survey -> {
              Candidate chosen = survey.report().require();
              return survey
                  .provider(chosen)
                  .open(chosen, settings.options(), settings.blocking())
                  .map(this::embed);
            });
  }

  /**
   * Whether more time could change the outcome: somebody did not answer, or nothing was chosen of
   * what is ill.
   */
  private static boolean cameTooSoon(RuntimeReport report) {
    return report.problems().stream()
            .anyMatch(problem -> problem.kind() == DiscoveryProblem.Kind.PROBE_TIMED_OUT)
        || (report.chosen().isEmpty()
            && report.candidates().stream()
                .anyMatch(ranked -> ranked.candidate().state() == CandidateState.UNHEALTHY));
  }

  private ContainerRuntime embed(Backend backend) {
    return ContainerRuntime.builder(backend)
        .policies(settings.policies())
        .timer(settings.timer())
        .build();
  }

  /**
   * The backends that are here, whether their runtimes are or not.
   *
   * @return the providers, by id
   */
  public Flux<ProviderInfo> providers() {
    return registry.discover().flatMapIterable(Discovery::providers).map(LoadedProvider::info);
  }

  /**
   * The ranked report, now and again whenever something changed, with nothing chosen by hand.
   *
   * @return the reports; see {@link #health(RuntimeSelection)}
   */
  public Flux<RuntimeReport> health() {
    return health(RuntimeSelection.any());
  }

  /**
   * The ranked report, now and again whenever something changed: a runtime came, went, or answers
   * otherwise than before, or a plugin was dropped in or taken away.
   *
   * <p>Looks once in each health interval, and sooner after something got worse. Each subscriber
   * looks for itself, and starts with the present. Who reads slowly is told the newest state only.
   *
   * @param selection what the user chose
   * @return the reports; never an error; completes only when the kernel is closed
   */
  public Flux<RuntimeReport> health(RuntimeSelection selection) {
    Objects.requireNonNull(selection, "selection");
    return Flux.defer(
            () ->
                new HealthWatch(report(selection), settings.healthInterval(), settings.timer())
                    .changes())
        .takeUntilOther(closed.asMono());
  }

  /**
   * Completes whatever {@link #health()} told so far. Runtimes that were opened go on: each is
   * closed by itself.
   *
   * @return completes at once; safe to subscribe to more than once
   */
  public Mono<Void> close() {
    return Mono.fromRunnable(closed::tryEmitEmpty);
  }

  private enum Pace {
    PROMPT,
    PATIENT
  }

  private enum Scope {
    ALL,
    CHOOSABLE
  }

  private record Survey(RuntimeReport report, List<LoadedProvider> providers) {

    LoadedProvider provider(Candidate chosen) {
      return providers.stream()
          .filter(loaded -> loaded.info().id().equals(chosen.backend()))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("nobody provides " + chosen.backend()));
    }
  }

  private Mono<Survey> survey(RuntimeSelection selection, Scope scope, Pace pace) {
    return Mono.defer(
        () -> {
          long started = System.nanoTime();
          boolean prompt = pace == Pace.PROMPT;
          ProbeContext machine =
              prompt ? settings.machine(selection) : settings.patientMachine(selection);
          Duration deadline = prompt ? settings.probeDeadline() : settings.openPatience();
          return registry
              .discover()
              .flatMap(
                  found ->
                      ask(asked(found, selection, machine, scope), machine, deadline)
                          .collectList()
                          .map(
                              findings ->
                                  new Survey(
                                      report(selection, machine, found, findings, started),
                                      found.providers())));
        });
  }

  /** Whom to ask: all, or only the backend that was named, since no other may be chosen then. */
  private static List<LoadedProvider> asked(
      Discovery found, RuntimeSelection selection, ProbeContext machine, Scope scope) {
    SelectionScope names = SelectionScope.of(selection, machine, infos(found));
    if (scope == Scope.ALL || !names.nameIsBinding()) {
      return found.providers();
    }
    return found.providers().stream()
        .filter(loaded -> names.named().filter(loaded.info()::equals).isPresent())
        .toList();
  }

  private Flux<Finding> ask(
      List<LoadedProvider> providers, ProbeContext machine, Duration deadline) {
    return round.ask(providers, machine, deadline);
  }

  private RuntimeReport report(
      RuntimeSelection selection,
      ProbeContext machine,
      Discovery found,
      List<Finding> findings,
      long startedNanos) {
    Set<Candidate> candidates = new LinkedHashSet<>();
    List<DiscoveryProblem> problems = new ArrayList<>(found.problems());
    for (Finding finding : findings) {
      if (finding instanceof Finding.Seen seen) {
        candidates.add(seen.candidate());
      } else if (finding instanceof Finding.Trouble trouble) {
        problems.add(trouble.problem());
      }
    }
    problems.sort(DiscoveryProblem.ORDER);
    BackendRanker.Ranking ranking =
        BackendRanker.rank(selection, machine, infos(found), candidates, problems);
    return new RuntimeReport(
        settings.clock().instant(),
        Duration.ofNanos(System.nanoTime() - startedNanos),
        selection,
        infos(found),
        ranking.candidates(),
        problems,
        ranking.choice());
  }

  private static List<ProviderInfo> infos(Discovery found) {
    return found.providers().stream().map(LoadedProvider::info).toList();
  }
}
