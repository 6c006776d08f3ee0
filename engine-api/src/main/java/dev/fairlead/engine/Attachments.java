package dev.fairlead.engine;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.UpgradedConnection;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Attaching to the first process of a container, before and after its start. */
final class Attachments {

  /**
   * Keys that detach are left to the client, and none of the daemon's is no choice, since its
   * default is ctrl-p, ctrl-q: so it is given what nobody types.
   */
  static final String NO_DETACH_KEYS = "ctrl-^,ctrl-_,ctrl-^,ctrl-_,ctrl-@,ctrl-@";

  private final EngineClient client;
  private final Watches watches;
  private final Lifecycle lifecycle;

  /**
   * Creates the part.
   *
   * @param client calls the daemon
   * @param watches waits
   * @param lifecycle starts containers
   */
  Attachments(EngineClient client, Watches watches, Lifecycle lifecycle) {
    this.client = client;
    this.watches = watches;
    this.lifecycle = lifecycle;
  }

  /** Attach first, then the wait, and only then the start: nothing can be missed. */
  Mono<AttachedProcess> startAttached(ContainerId id, AttachOptions options) {
    String operation = "start container " + id;
    return EngineInspection.of(client, operation, id)
        .flatMap(
            now -> {
              if (now.state().alive()) {
                return Mono.error(() -> runsAlready(id, operation));
              }
              Dialect dialect = client.dialect();
              boolean untilRemoved =
                  now.autoRemove() && dialect.removalHasCode() && dialect.removalIsPrompt();
              String condition = untilRemoved ? Watches.REMOVED : Watches.NEXT_EXIT;
              return attached(
                  id,
                  options,
                  operation,
                  now,
                  condition,
                  lifecycle
                      .start(id)
                      .flatMap(
                          status ->
                              status == 304
                                  ? Mono.error(() -> runsAlready(id, operation))
                                  : firstSize(id, options, now)));
            });
  }

  Mono<AttachedProcess> attach(ContainerId id, AttachOptions options) {
    String operation = "attach to container " + id;
    return EngineInspection.of(client, operation, id)
        .flatMap(
            now ->
                now.state().alive()
                    ? attached(
                        id,
                        options,
                        operation,
                        now,
                        Watches.NOT_RUNNING,
                        firstSize(id, options, now))
                    : Mono.error(
                        () ->
                            new ConflictException(
                                context(id, operation)
                                    .withRemedy("fairlead start -a " + id + ", or fairlead logs"),
                                "it does not run but is " + now.info().nativeState(),
                                null)));
  }

  private Mono<AttachedProcess> attached(
      ContainerId id,
      AttachOptions options,
      String operation,
      EngineInspection now,
      String condition,
      Mono<Void> whenReady) {
    if (options.writes() && !now.stdinOpen()) {
      return Mono.error(
          () ->
              new ConflictException(
                  context(id, operation).withRemedy("create it with its standard input open (-i)"),
                  "it was created with its standard input closed",
                  null));
    }
    return Mono.usingWhen(
        Mono.fromSupplier(Lease::new),
        lease ->
            lease
                .take(connect(id, options, operation), UpgradedConnection::close)
                .flatMap(
                    connection ->
                        lease
                            .take(watches.register(id, condition), Watch::close)
                            .flatMap(
                                watch ->
                                    whenReady.thenReturn(
                                        process(id, options, operation, now, connection, watch)))),
        Lease::handOver,
        (lease, error) -> lease.release(),
        Lease::release);
  }

  private Mono<UpgradedConnection> connect(
      ContainerId id, AttachOptions options, String operation) {
    EngineCall call =
        client
            .post(operation, "/containers/{}/attach", id.value())
            .query("stream", "1")
            .query("stdout", "1")
            .query("stderr", "1")
            .query("stdin", options.writes() ? "1" : "0")
            .query("logs", options.history() == AttachOptions.History.YES ? "1" : "0")
            .query("detachKeys", NO_DETACH_KEYS)
            .lasting();
    return lifecycle.explained(id, client.upgrade(call));
  }

  private AttachedProcess process(
      ContainerId id,
      AttachOptions options,
      String operation,
      EngineInspection now,
      UpgradedConnection connection,
      Watch watch) {
    boolean tty = now.info().tty();
    return new EngineProcess(
        connection,
        new EngineProcess.Facts(
            context(id, operation),
            tty,
            inputEnd(options, now),
            Capability.STDIN,
            watch.exit().flatMap(exit -> watches.explain(id, exit)),
            confirmEnd(id, operation, now, watch),
            size -> resize(id, size),
            Sinks.empty(),
            watch.close()));
  }

  private EngineProcess.InputEnd inputEnd(AttachOptions options, EngineInspection now) {
    if (!options.writes()) {
      return EngineProcess.InputEnd.NO_INPUT;
    }
    if (now.info().tty()) {
      return EngineProcess.InputEnd.CHARACTER;
    }
    return now.stdinOnce() || client.dialect().inputEndsWithItsWriter()
        ? EngineProcess.InputEnd.HALF_CLOSE
        : EngineProcess.InputEnd.STAYS_OPEN;
  }

  /**
   * Whether the end of the connection is that of the output. The daemon has no other mark for it,
   * and connections end in the same way when the daemon dies or something between breaks: so the
   * container has to have ended, be it to be started again.
   */
  private Mono<Void> confirmEnd(
      ContainerId id, String operation, EngineInspection before, Watch watch) {
    Mono<Boolean> ended =
        EngineInspection.of(client, operation, id)
            .map(now -> !now.state().alive() || endedSince(before, now))
            .onErrorResume(NotFoundException.class, removed -> Mono.just(true));
    return OutputEnd.confirm(client, context(id, operation), watch.intact().then(ended));
  }

  private static boolean endedSince(EngineInspection before, EngineInspection now) {
    return !now.info().finishedAt().equals(before.info().finishedAt());
  }

  /** A first size is a courtesy: a process that has ended needs none. */
  private Mono<Void> firstSize(ContainerId id, AttachOptions options, EngineInspection now) {
    if (!now.info().tty() || options.size().isEmpty()) {
      return Mono.empty();
    }
    return resize(id, options.size().get())
        .onErrorResume(ContainerException.class, ended -> Mono.empty());
  }

  Mono<Void> resize(ContainerId id, TerminalSize size) {
    return client
        .send(
            client
                .post("resize the terminal of container " + id, "/containers/{}/resize", id.value())
                .query("h", String.valueOf(size.rows()))
                .query("w", String.valueOf(size.columns())))
        .then();
  }

  private ErrorContext context(ContainerId id, String operation) {
    return ErrorContext.of(client.backend(), operation).withResource(id.value());
  }

  private ConflictException runsAlready(ContainerId id, String operation) {
    return new ConflictException(
        context(id, operation).withRemedy("fairlead attach " + id), "it runs already", null);
  }
}
