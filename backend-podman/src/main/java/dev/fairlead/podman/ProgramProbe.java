package dev.fairlead.podman;

import dev.fairlead.engine.probe.EngineSearch;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.VersionRange;
import dev.fairlead.transport.process.CapturedOutput;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks at the program {@code podman}, by which a private service could be had. It starts none:
 * {@code podman --version} touches neither storage nor containers, and tells that the program runs.
 */
final class ProgramProbe {

  private static final int MOST_BYTES = 1 << 16;
  private static final Pattern VERSION = Pattern.compile("podman(?:\\.\\w+)? version (\\S+)");

  private final PodmanProgram program;
  private final ProbeContext machine;
  private final CandidateOrigin origin;
  private final String source;

  private ProgramProbe(
      PodmanProgram program, ProbeContext machine, CandidateOrigin origin, String source) {
    this.program = program;
    this.machine = machine;
    this.origin = origin;
    this.source = source;
  }

  /**
   * The program of a machine on whose sockets no Podman answers.
   *
   * @return a candidate; empty where there is no such program, and outside of Linux, where it is
   *     only a client of a virtual machine
   */
  static Mono<Candidate> on(ProbeContext machine) {
    return Mono.fromCallable(() -> PodmanProgram.on(machine))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty)
        .filter(program -> machine.operatingSystem() == OperatingSystem.LINUX)
        .flatMap(
            program ->
                new ProgramProbe(
                        program,
                        machine,
                        CandidateOrigin.WELL_KNOWN,
                        "podman on the PATH, as no socket of Podman answers")
                    .look());
  }

  /** The program that the user named. */
  static Mono<Candidate> named(PodmanProgram program, ProbeContext machine) {
    return new ProgramProbe(
            program, machine, CandidateOrigin.EXPLICIT, "the program that was asked for")
        .look();
  }

  private Mono<Candidate> look() {
    ProcessCommand command =
        ProcessCommand.of(program.path().toString(), "--version")
            .withEnvironment(
                PodmanProgram.environment(machine), ProcessCommand.EnvironmentBase.EMPTY)
            .withDeadline(machine.deadline());
    return Mono.usingWhen(
            Mono.fromSupplier(ProcessLauncher::open),
            launcher -> launcher.capture(command, Flux.<ByteBuffer>empty(), MOST_BYTES),
            ProcessLauncher::close)
        .publishOn(Schedulers.boundedElastic())
        .map(this::judge)
        .onErrorResume(
            ProcessException.class,
            failure -> Mono.just(broken(String.valueOf(failure.getMessage()))));
  }

  private Candidate judge(CapturedOutput output) {
    Matcher version = VERSION.matcher(output.stdoutText());
    if (output.exitCode() != 0 || !version.find()) {
      String words =
          (output.stderrText() + output.stdoutText()).strip().lines().findFirst().orElse("");
      return broken("exit code " + output.exitCode() + (words.isEmpty() ? "" : ": " + words));
    }
    return new Candidate(
        PodmanProvider.ID,
        program.endpoint(),
        origin,
        CandidateState.AVAILABLE,
        Optional.of(new VersionRange(version.group(1), Optional.empty(), Optional.empty())),
        Optional.of("Podman, private service" + (Remedies.isRoot(machine) ? "" : ", rootless")),
        PodmanSought.ENGINE.bestRank() - EngineSearch.RANKS + 1,
        List.of(
            new Evidence(
                source,
                "a private service is started for as long as it is used, and ended with it"),
            new Evidence(command(), version.group())),
        Optional.of("for a socket that is there for good: " + Remedies.socketFor(machine)));
  }

  private Candidate broken(String found) {
    return Candidate.unusable(
        PodmanProvider.ID,
        program.endpoint(),
        origin,
        CandidateState.UNHEALTHY,
        List.of(new Evidence(source, program.path().toString()), new Evidence(command(), found)),
        Optional.of("see why " + command() + " does not work"));
  }

  private String command() {
    return program.path() + " --version";
  }
}
