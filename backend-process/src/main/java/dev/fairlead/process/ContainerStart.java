package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ContainerRecord;
import dev.fairlead.process.internal.supervisor.ProcessIdentity;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.process.internal.supervisor.Supervisor;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.transport.http.DuplexConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Starts containers, and attaches to them. */
final class ContainerStart {

  private static final Duration AGAIN = Duration.ofMillis(20);
  private static final int ABBREVIATED = 3;

  private final SupervisorClient client;
  private final Duration timeout;

  ContainerStart(SupervisorClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** What the supervisor answered to a request to start. */
  private record Started(long run, ProcessIdentity supervisor) {}

  /** Starts, unless it runs. */
  Mono<Void> start(String operation, StoredContainer container) {
    if (container.alive()) {
      return Mono.empty();
    }
    return launch(operation, container)
        .then(requestStart(operation, container))
        .flatMap(
            answer ->
                answer.equals("running") ? Mono.empty() : started(answer, operation, container))
        .then();
  }

  Mono<AttachedProcess> startAttached(
      String operation, StoredContainer container, AttachOptions options) {
    if (container.alive()) {
      return Mono.error(alreadyRunning(operation, container));
    }
    checkInput(operation, container, options);
    return holding(
        operation,
        container,
        files ->
            launch(operation, container)
                .then(sizeOf(files))
                .flatMap(
                    size ->
                        withInput(
                            container,
                            options,
                            input ->
                                requestStart(operation, container)
                                    .flatMap(answer -> started(answer, operation, container))
                                    .map(
                                        run ->
                                            new ContainerAttachment(
                                                operation,
                                                output(container, files, run),
                                                offset(options, size),
                                                input)))));
  }

  Mono<AttachedProcess> attach(String operation, StoredContainer container, AttachOptions options) {
    checkInput(operation, container, options);
    RunRecord run = container.run().orElseThrow();
    Started started = new Started(run.number(), run.supervisor());
    return holding(
        operation,
        container,
        files ->
            client
                .watch(run.socket(), -1)
                .next()
                .map(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .onErrorResume(SupervisorClient::isGone, error -> Mono.empty())
                .switchIfEmpty(Mono.error(() -> ContainerControl.notRunning(operation, container)))
                .timeout(timeout, Mono.error(() -> ProcessErrors.timeout(operation, timeout)))
                .flatMap(
                    size ->
                        withInput(
                            container,
                            options,
                            input ->
                                Mono.just(
                                    new ContainerAttachment(
                                        operation,
                                        output(container, files, started),
                                        offset(options, size),
                                        input)))));
  }

  private static void checkInput(
      String operation, StoredContainer container, AttachOptions options) {
    if (options.writes() && container.record().input() == ContainerRecord.Input.CLOSED) {
      throw ProcessErrors.invalid(
          operation, "its standard input is closed", "create it with standard input open (-i)");
    }
  }

  private static Throwable alreadyRunning(String operation, StoredContainer container) {
    String name = container.record().name();
    return ProcessErrors.conflict(operation, name, "it is running", "fairlead attach " + name);
  }

  private static long offset(AttachOptions options, long size) {
    return options.history() == AttachOptions.History.YES ? 0 : size;
  }

  private RunOutput output(StoredContainer container, RunFiles files, Started started) {
    return new RunOutput(
        files, client, client.socket(container.id()), started.supervisor(), started.run());
  }

  private static Mono<Long> sizeOf(RunFiles files) {
    return Mono.fromCallable(() -> files.log().size()).subscribeOn(Schedulers.boundedElastic());
  }

  private interface Attaching<S> {
    Mono<AttachedProcess> with(S resource);
  }

  /** Opens the files for an attachment, which owns them as soon as it exists. */
  private static Mono<AttachedProcess> holding(
      String operation, StoredContainer container, Attaching<RunFiles> attaching) {
    return RunFiles.handedTo(
        container.directory(),
        () -> ProcessErrors.noContainer(operation, ContainerId.of(container.record().name())),
        attaching::with);
  }

  private Mono<AttachedProcess> withInput(
      StoredContainer container,
      AttachOptions options,
      Attaching<Optional<DuplexConnection>> attaching) {
    return options.writes()
        ? Mono.usingWhen(
            client.input(client.socket(container.id())),
            connection -> attaching.with(Optional.of(connection)),
            connection -> Mono.empty(),
            (connection, error) -> connection.close(),
            DuplexConnection::close)
        : attaching.with(Optional.empty());
  }

  private Mono<Void> launch(String operation, StoredContainer container) {
    if (container.state() == ContainerState.DEAD) {
      String name = container.record().name();
      return Mono.error(
          ProcessErrors.conflict(
              operation,
              name,
              "processes of its last run are left, whose supervisor is gone",
              "fairlead -r process stop " + name));
    }
    return client
        .launch(container.id(), baseEnvironment())
        .timeout(timeout, Mono.error(() -> ProcessErrors.timeout(operation, timeout)));
  }

  /** The environment of this process, without the mark of a container that this one may be in. */
  private static Map<String, String> baseEnvironment() {
    Map<String, String> base = new LinkedHashMap<>(System.getenv());
    base.remove(ContainerRecord.MARK);
    base.remove(ExecStart.MARK);
    return base;
  }

  /** A supervisor that is on its way out does not answer any more: then another one is needed. */
  private Mono<String> requestStart(String operation, StoredContainer container) {
    Path socket = client.socket(container.id());
    return client
        .request(socket, "start")
        .onErrorResume(SupervisorClient::isGone, error -> Mono.empty())
        .filter(answer -> !answer.equals(Supervisor.OVER))
        .switchIfEmpty(
            Mono.defer(() -> launch(operation, container).then(requestStart(operation, container)))
                .delaySubscription(AGAIN))
        .timeout(timeout, Mono.error(() -> ProcessErrors.timeout(operation, timeout)));
  }

  private static Mono<Started> started(String answer, String operation, StoredContainer container) {
    String[] words = answer.split(" ", ABBREVIATED + 1);
    switch (words[0]) {
      case "started":
        return Mono.fromCallable(
                () ->
                    new Started(
                        Long.parseLong(words[1]),
                        ProcessIdentity.ofCurrentBoot(
                            Long.parseLong(words[2]), Long.parseLong(words[3]))))
            .subscribeOn(Schedulers.boundedElastic());
      case "running":
        return Mono.error(alreadyRunning(operation, container));
      case "failed":
        return Mono.error(
            ProcessErrors.startFailed(
                operation,
                container.record().name(),
                Integer.parseInt(words[1]),
                answer.split(" ", ABBREVIATED)[2]));
      default:
        return Mono.error(ProcessErrors.failure(operation, "its supervisor answered " + answer));
    }
  }
}
