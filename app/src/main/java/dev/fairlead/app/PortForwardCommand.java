package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.forward.PortForward;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.PortBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Listens on ports of this machine, and leads connections to ports of a container. */
@Command(
    name = "port-forward",
    description =
        "Listen on ports of this machine and lead connections into a container, also when what it"
            + " runs in is replaced.")
final class PortForwardCommand extends RuntimeCommand {

  @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "[[ADDRESS:]LOCAL:]PORT",
      description =
          "A port of the container, and one of this machine: the same without one, a free one for"
              + " :PORT. On 127.0.0.1 without an address.")
  List<String> ports = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    List<PortBinding> wanted =
        ports.stream().flatMap(text -> PortForwardCommand.bindings(text).stream()).toList();
    ContainerId id = id(container);
    return session.runtime().flatMap(runtime -> forward(session, runtime, id, wanted));
  }

  /** Reads one port as it is typed. */
  static List<PortBinding> bindings(String text) {
    List<PortBinding> parsed = PortSyntax.parse(text);
    return text.indexOf(':') >= 0
        ? parsed
        : parsed.stream().map(PortForwardCommand::sameHere).toList();
  }

  private static PortBinding sameHere(PortBinding port) {
    return new PortBinding(
        port.containerPort(),
        port.protocol(),
        port.hostAddress(),
        OptionalInt.of(port.containerPort()));
  }

  private Mono<Integer> forward(
      Session session, ContainerRuntime runtime, ContainerId id, List<PortBinding> wanted) {
    if (!runtime.capabilities().has(Capability.PORT_FORWARD)) {
      return Refusal.mono(
          runtime.id(), Capability.PORT_FORWARD, "forward ports of container " + container);
    }
    List<PortForward> open = new ArrayList<>();
    Mono<Void> listening =
        Flux.fromIterable(wanted)
            .concatMap(port -> PortForward.listen(runtime.id(), port).doOnNext(open::add))
            .doOnNext(port -> output().line(shown(port.binding())))
            .then();
    Mono<Void> serving =
        Mono.defer(
            () ->
                Mono.when(
                    open.stream()
                        .map(
                            port ->
                                port.serve(
                                    runtime.containers(),
                                    id,
                                    failure -> session.notice("fairlead: " + failure.getMessage())))
                        .toList()));
    return Mono.usingWhen(
        Mono.just(open),
        all ->
            runtime.containers().inspect(id).then(listening).then(serving).thenReturn(ExitCodes.OK),
        all -> Flux.fromIterable(all).concatMap(PortForward::close).then());
  }

  private static String shown(PortBinding port) {
    String address = port.hostAddress().orElseThrow();
    return (address.indexOf(':') >= 0 ? "[" + address + "]" : address)
        + ":"
        + port.hostPort().orElseThrow()
        + " -> "
        + port.containerPort()
        + "/"
        + port.protocol().label();
  }
}
