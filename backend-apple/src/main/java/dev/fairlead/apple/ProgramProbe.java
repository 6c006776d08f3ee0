package dev.fairlead.apple;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.AppleVersion;
import dev.fairlead.apple.program.Service;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.VersionRange;
import dev.fairlead.transport.process.CapturedOutput;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Looks at one program: its version first, then its service. Starts and changes nothing. */
final class ProgramProbe {

  private static final int RANK = 200;
  private static final int MOST_BYTES = 1 << 16;

  private final AppleProgram program;
  private final ProbeContext machine;
  private final CandidateOrigin origin;
  private final Evidence source;

  ProgramProbe(
      AppleProgram program, ProbeContext machine, CandidateOrigin origin, Evidence source) {
    this.program = program;
    this.machine = machine;
    this.origin = origin;
    this.source = source;
  }

  Mono<Candidate> look() {
    return Mono.usingWhen(
            Mono.fromSupplier(ProcessLauncher::open), this::look, ProcessLauncher::close)
        .onErrorResume(
            ProcessException.class,
            failure ->
                Mono.just(
                    failure.kind() == ProcessException.Kind.NOT_FOUND
                        ? unusable(
                            CandidateState.ABSENT,
                            new Evidence(program.path().toString(), "there is no such program"),
                            "brew install container")
                        : unusable(
                            CandidateState.UNHEALTHY,
                            new Evidence(
                                program.path().toString(), String.valueOf(failure.getMessage())),
                            AppleErrors.START_SERVICE)));
  }

  private Mono<Candidate> look(ProcessLauncher launcher) {
    return call(launcher, "--version")
        .flatMap(
            output -> {
              Optional<AppleVersion> version = AppleVersion.in(output.stdoutText());
              return version.filter(found -> found.atLeast(AppleVersion.OLDEST)).isPresent()
                  ? call(launcher, "system", "status", "--format", "json")
                      .map(status -> judge(version.get(), status))
                  : Mono.just(
                      unusable(
                          CandidateState.UNHEALTHY,
                          new Evidence(
                              program.path() + " --version",
                              AppleBackend.tooOld(version, output.stdoutText())),
                          AppleErrors.UPGRADE));
            });
  }

  private Mono<CapturedOutput> call(ProcessLauncher launcher, String... arguments) {
    List<String> words = new ArrayList<>(List.of(program.path().toString()));
    words.addAll(List.of(arguments));
    return launcher.capture(
        ProcessCommand.of(words)
            .withEnvironment(machine.environment(), ProcessCommand.EnvironmentBase.EMPTY)
            .withDeadline(machine.deadline()),
        Flux.<ByteBuffer>empty(),
        MOST_BYTES);
  }

  private Candidate judge(AppleVersion version, CapturedOutput status) {
    String word = Service.word(status);
    Evidence evidence = new Evidence(program.path() + " system status", "the service is " + word);
    return status.exitCode() == 0 && word.equals("running")
        ? Candidate.available(
            AppleProgram.ID,
            program.endpoint(),
            origin,
            new VersionRange(version.toString(), Optional.empty(), Optional.empty()),
            AppleSystem.FLAVOUR,
            RANK,
            List.of(source, evidence))
        : unusable(CandidateState.UNHEALTHY, evidence, AppleErrors.START_SERVICE);
  }

  private Candidate unusable(CandidateState state, Evidence evidence, String remedy) {
    return Candidate.unusable(
        AppleProgram.ID,
        program.endpoint(),
        origin,
        state,
        List.of(source, evidence),
        Optional.of(remedy));
  }
}
