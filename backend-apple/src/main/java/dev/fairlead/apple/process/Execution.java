package dev.fairlead.apple.process;

import dev.fairlead.apple.making.EnvironmentPlan;
import dev.fairlead.apple.making.HostAddress;
import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleMessages;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.inside.EndCommand;
import dev.fairlead.transport.inside.Finding;
import dev.fairlead.transport.process.CapturedOutput;
import dev.fairlead.transport.process.ProcessCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** Executes commands in containers, and kills them from inside, which is the only way. */
public final class Execution {

  private static final int VAIN_LOOKS = 4;
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final Program program;
  private final Snapshots snapshots;
  private final HostAddress hosts;
  private final Cleanups cleanups;

  /**
   * Makes one.
   *
   * @param program by which it works
   * @param snapshots looks containers up
   * @param cleanups what is taken back
   */
  public Execution(Program program, Snapshots snapshots, Cleanups cleanups) {
    this.program = program;
    this.snapshots = snapshots;
    this.hosts = new HostAddress(program);
    this.cleanups = cleanups;
  }

  /**
   * Executes a command.
   *
   * @param operation what is done, for errors
   * @param id the container
   * @param spec the command
   * @return its process; cancelling before kills it
   */
  public Mono<AttachedProcess> exec(String operation, String id, ExecSpec spec) {
    Optional<String> refusal = EnvironmentPlan.refusal(spec.env());
    if (refusal.isPresent()) {
      return Mono.error(() -> AppleErrors.invalid(operation, refusal.get(), "another name"));
    }
    return snapshots
        .require(operation, id)
        .flatMap(
            container ->
                container.state() == ContainerState.RUNNING
                    ? hosts.neededBy(operation, spec.env(), List.of())
                    : Mono.error(AppleErrors.notRunning(operation, id, container.word())))
        .flatMap(host -> spawn(operation, id, spec, host));
  }

  private Mono<AttachedProcess> spawn(
      String operation, String id, ExecSpec spec, Optional<String> host) {
    return Mono.defer(
        () -> {
          ThreadLocalRandom random = ThreadLocalRandom.current();
          String mark = new UUID(random.nextLong(), random.nextLong()).toString();
          AtomicBoolean handedOver = new AtomicBoolean();
          Mono<Void> kill = cleanups.track(kill(operation, id, spec, mark));
          return Mono.usingWhen(
              program.start(
                  operation,
                  ExecArguments.of(id, spec, Optional.of(mark), host),
                  spec.stdin() ? ProcessCommand.Input.PIPE : ProcessCommand.Input.NONE),
              child -> {
                handedOver.set(true);
                return Mono.<AttachedProcess>just(
                    new ExecutedCommand(operation, child, spec.stdin(), kill));
              },
              child -> Mono.empty(),
              (child, error) -> kill.then(child.close()),
              child -> handedOver.get() ? Mono.empty() : kill.then(child.close()));
        });
  }

  private Mono<Void> kill(String operation, String id, ExecSpec spec, String mark) {
    String mine = EndCommand.VARIABLE + "=" + mark;
    return Mono.defer(
            () -> {
              int[] vain = new int[1];
              return look(operation, id, "sh", mine, spec.user(), List.of())
                  .flatMap(
                      finding ->
                          finding.kind() == Finding.Kind.DENIED
                              ? look(
                                  operation,
                                  id,
                                  "/bin/sh",
                                  mine,
                                  Optional.of("0"),
                                  finding.detail())
                              : Mono.just(finding))
                  .flatMap(finding -> verdict(operation, finding, vain))
                  .repeatWhenEmpty(rounds -> rounds.concatMap(round -> Mono.delay(PAUSE), 1));
            })
        .timeout(
            program.timeout(),
            Mono.error(() -> AppleErrors.failure(operation, "the command may go on inside")))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .onErrorResume(ConflictException.class, ended -> Mono.empty())
        .then();
  }

  private Mono<Finding> look(
      String operation,
      String id,
      String shell,
      String mark,
      Optional<String> user,
      List<String> processes) {
    return EndCommand.words(shell, mark, processes)
        .flatMap(
            words -> {
              ExecSpec.Builder look = ExecSpec.builder(words).workingDirectory("/");
              user.ifPresent(look::user);
              return program.answer(
                  operation,
                  ExecArguments.of(id, look.build(), Optional.empty(), Optional.empty()),
                  program.timeout());
            })
        .flatMap(output -> finding(operation, id, output));
  }

  private static Mono<Finding> finding(String operation, String id, CapturedOutput output) {
    Finding finding = Finding.read(output.stdoutText());
    if (finding.kind() != Finding.Kind.FAILED) {
      return Mono.just(finding);
    }
    boolean noShell =
        AppleMessages.failure(output.stderrText())
            .flatMap(AppleMessages::of)
            .filter(AppleMessages.Meaning.NO_COMMAND::equals)
            .isPresent();
    return noShell
        ? Mono.just(new Finding(Finding.Kind.NO_SHELL, List.of()))
        : Mono.error(AppleErrors.of(operation, id, output.exitCode(), output.stderrText()));
  }

  /** A value when it is dead, empty when it has to be looked at again. */
  private static Mono<Boolean> verdict(String operation, Finding finding, int[] vain) {
    switch (finding.kind()) {
      case KILLED:
        return Mono.just(true);
      case NONE:
        return ++vain[0] < VAIN_LOOKS ? Mono.empty() : Mono.just(true);
      case NO_SHELL:
      case BLIND:
        return Mono.error(
            new OperationUnsupportedException(
                Capability.EXEC_KILL,
                AppleErrors.context(operation),
                "it goes on: the container has no "
                    + (finding.kind() == Finding.Kind.BLIND ? "/proc" : "shell")
                    + " to kill it with"));
      case DENIED:
        return Mono.error(
            new BackendFailureException(
                AppleErrors.context(operation), "it goes on: root may not signal it", null));
      default:
        return Mono.empty();
    }
  }
}
