package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.websocket.WebSocket;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Attachments to the first process of a container that runs: {@code GET
 * /api/v1/namespaces/{namespace}/pods/{name}/attach}. What was written before is not in them.
 */
final class PodAttachments {

  /** Kubelets tell the end of a container some time after its streams have ended. */
  private static final Duration END_IS_TOLD = Duration.ofSeconds(15);

  private final PodLook look;

  PodAttachments(PodLook look) {
    this.look = look;
  }

  /**
   * Attaches.
   *
   * @param exit how the container ends
   */
  Mono<AttachedProcess> attach(ContainerId id, AttachOptions options, Mono<Exit> exit) {
    String operation = "attach to container " + id;
    ApiCall call = look.call(id, "attach", operation);
    return look.running(id, operation)
        .flatMap(
            facts ->
                PodSocket.connect(
                        look.server(), asked(call, facts, options), PodSocket.V5, PodSocket.V4)
                    .flatMap(socket -> attached(socket, call.context(), id, facts, options, exit)));
  }

  /**
   * Attaches to a terminal for nothing but its size. Input is asked for since something has to be,
   * and none is sent.
   */
  Mono<AttachedProcess> screen(ContainerId id) {
    String operation = "attach to the terminal of container " + id;
    ApiCall call = look.call(id, "attach", operation);
    return look.running(id, operation)
        .flatMap(
            facts ->
                PodSocket.connect(
                        look.server(),
                        call.with(parts(call, facts).query("stdin", "true")),
                        PodSocket.V5,
                        PodSocket.V4)
                    .map(
                        socket ->
                            process(
                                socket, call.context(), facts, false, Mono.never(), Mono.empty())));
  }

  /**
   * A terminal is asked for with its input, though nothing may be written to it: kubelets with
   * Docker (1.20.2) pass on nothing of a terminal that has none.
   */
  private static ApiCall asked(ApiCall call, PodFacts facts, AttachOptions options) {
    HttpRequest request =
        parts(call, facts)
            .query("stdin", String.valueOf(options.writes() || facts.tty()))
            .query("stdout", "true")
            .query("stderr", String.valueOf(!facts.tty()));
    return call.with(request);
  }

  private static HttpRequest parts(ApiCall call, PodFacts facts) {
    return call.request()
        .query("container", facts.container())
        .query("tty", String.valueOf(facts.tty()));
  }

  private Mono<AttachedProcess> attached(
      WebSocket socket,
      ErrorContext context,
      ContainerId id,
      PodFacts facts,
      AttachOptions options,
      Mono<Exit> exit) {
    ChannelProcess process =
        process(socket, context, facts, options.writes(), exit, confirmEnd(context, id, facts));
    return process.begin(options.size()).thenReturn(process);
  }

  private static ChannelProcess process(
      WebSocket socket,
      ErrorContext context,
      PodFacts facts,
      boolean input,
      Mono<Exit> exit,
      Mono<Void> confirmEnd) {
    return new ChannelProcess(
        socket,
        ProcessChannels.of(socket),
        new ChannelProcess.Facts(
            context, facts.tty(), input, Capability.STDIN, exit, confirmEnd, Mono.empty()));
  }

  /** Kubelets say that all went well also when the way to the container's runtime has ended. */
  private Mono<Void> confirmEnd(ErrorContext context, ContainerId id, PodFacts then) {
    return look.when(
            id,
            context.operation(),
            now -> !now.runs() || !now.uid().equals(then.uid()) || !now.run().equals(then.run()))
        .timeout(END_IS_TOLD, Mono.error(() -> stillRuns(context)))
        .then()
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  private static StreamInterruptedException stillRuns(ErrorContext context) {
    return new StreamInterruptedException(
        context, "the cluster ended the attachment, and the container still runs", null);
  }
}
