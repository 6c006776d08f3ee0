package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Shows where the ports of a container are published. */
@Command(name = "port", description = "Show where the ports of a container are published.")
final class PortCommand extends RuntimeCommand {

  @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PORT[/PROTO]",
      description = "One port of the container (default protocol: tcp).")
  @Nullable String port;

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    Wanted wanted = wanted();
    return session
        .runtime()
        .flatMap(
            runtime ->
                runtime
                    .containers()
                    .inspect(id(container))
                    .map(info -> published(runtime.id(), info, wanted)))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  /** A port that was asked for; 0 for all. */
  private record Wanted(int port, PortProtocol protocol) {
    boolean matches(ContainerInfo.PublishedPort published) {
      return port == 0 || (published.containerPort() == port && published.protocol() == protocol);
    }
  }

  private Wanted wanted() {
    if (port == null) {
      return new Wanted(0, PortProtocol.TCP);
    }
    if (!port.matches("[0-9]{1,5}(/(?i:tcp|udp|sctp))?")) {
      throw new IllegalArgumentException(
          "'" + port + "' is not a port; write a number, or for example 53/udp");
    }
    return new Wanted(
        PortSyntax.parse(port).get(0).containerPort(), PortSyntax.parse(port).get(0).protocol());
  }

  private List<ContainerInfo.PublishedPort> published(
      String backend, ContainerInfo info, Wanted wanted) {
    List<ContainerInfo.PublishedPort> published =
        info.ports().stream()
            .filter(each -> each.hostPort().isPresent() && wanted.matches(each))
            .sorted(
                Comparator.comparingInt(ContainerInfo.PublishedPort::containerPort)
                    .thenComparing(ContainerInfo.PublishedPort::protocol)
                    .thenComparing(ContainerInfo.PublishedPort::hostAddress))
            .toList();
    if (published.isEmpty() && wanted.port() != 0) {
      throw new NotFoundException(
          NotFoundException.Kind.OTHER,
          ErrorContext.of(backend, "tell where port " + port + " of container " + container + " is")
              .withRemedy("fairlead port " + container),
          "it is not published, or the container does not run",
          null);
    }
    return published;
  }

  private void print(List<ContainerInfo.PublishedPort> published) {
    if (output().json()) {
      output().document(published.stream().map(each -> ContainerView.port(each).fields()).toList());
      return;
    }
    for (ContainerInfo.PublishedPort each : published) {
      String address = each.hostAddress();
      String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
      String inside =
          port == null ? each.containerPort() + "/" + each.protocol().label() + " -> " : "";
      output().line(inside + host + ":" + each.hostPort().orElseThrow());
    }
  }
}
