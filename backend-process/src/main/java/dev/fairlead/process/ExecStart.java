package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ContainerRecord;
import dev.fairlead.process.internal.supervisor.ProcessIdentity;
import dev.fairlead.process.internal.supervisor.ProcessTree;
import dev.fairlead.process.internal.supervisor.Programs;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Executes commands beside a container's first process, as children of this process that carry the
 * container's mark: they end with the container, or when their owner closes them.
 */
final class ExecStart {

  /** Name of the variable that marks all processes of one executed command. */
  static final String MARK = "FAIRLEAD_EXEC_ID";

  private final ProcessLauncher launcher;

  ExecStart(ProcessLauncher launcher) {
    this.launcher = launcher;
  }

  private record Prepared(ProcessCommand command, Programs.Lookup lookup, String mark) {}

  Mono<AttachedProcess> exec(String operation, StoredContainer container, ExecSpec spec) {
    return Mono.fromCallable(() -> prepare(operation, container, spec))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            prepared ->
                prepared.lookup().file().isEmpty()
                    ? Mono.just(
                        new FailedExec(
                            operation, prepared.lookup().code(), prepared.lookup().reason()))
                    : start(operation, prepared, spec));
  }

  private Mono<AttachedProcess> start(String operation, Prepared prepared, ExecSpec spec) {
    return launcher
        .start(prepared.command())
        .<AttachedProcess>map(
            process ->
                new ExecutedProcess(
                    operation,
                    process,
                    spec.stdin(),
                    new ProcessTree(prepared.mark(), Optional.empty(), OptionalLong.empty())))
        .onErrorResume(
            ProcessException.class,
            error ->
                error.kind() == ProcessException.Kind.NOT_EXECUTABLE
                    ? Mono.just(new FailedExec(operation, 126, String.valueOf(error.getMessage())))
                    : Mono.error(ProcessErrors.map(operation, error)));
  }

  private static Prepared prepare(String operation, StoredContainer container, ExecSpec spec) {
    String directory = spec.workingDirectory().orElse(container.record().directory());
    Path workingDirectory = Path.of(directory);
    if (!Files.isDirectory(workingDirectory)) {
      throw ProcessErrors.invalid(
          operation, "the working directory " + directory + " does not exist", null);
    }
    String mark = UUID.randomUUID().toString();
    Map<String, String> environment = environmentOf(container);
    spec.env().forEach((name, value) -> environment.put(name, value.value()));
    environment.put(ContainerRecord.MARK, container.id());
    environment.put(MARK, mark);
    Programs.Lookup lookup =
        Programs.find(
            spec.command().get(0), Optional.ofNullable(environment.get("PATH")), workingDirectory);
    List<String> command = new ArrayList<>(Programs.sessionPrefix());
    command.add(lookup.file().map(Path::toString).orElse(spec.command().get(0)));
    command.addAll(spec.command().subList(1, spec.command().size()));
    return new Prepared(
        ProcessCommand.of(command)
            .withEnvironment(environment, ProcessCommand.EnvironmentBase.EMPTY)
            .withDirectory(workingDirectory)
            .withInput(spec.stdin() ? ProcessCommand.Input.PIPE : ProcessCommand.Input.NONE),
        lookup,
        MARK + "=" + mark);
  }

  /** What the first process was started with; where the system does not tell, what is known. */
  private static Map<String, String> environmentOf(StoredContainer container) {
    Optional<Long> leader = container.run().flatMap(RunRecord::leader).map(ProcessIdentity::pid);
    Map<String, String> environment = new LinkedHashMap<>();
    if (leader.isPresent()) {
      try {
        String all =
            Files.readString(Path.of("/proc/" + leader.get() + "/environ"), StandardCharsets.UTF_8);
        for (String each : all.split("\0", -1)) {
          int equals = each.indexOf('=');
          if (equals > 0) {
            environment.put(each.substring(0, equals), each.substring(equals + 1));
          }
        }
      } catch (IOException e) {
        environment.clear();
      }
    }
    if (environment.isEmpty()) {
      environment.putAll(System.getenv());
      environment.putAll(container.record().environment());
    }
    return environment;
  }
}
