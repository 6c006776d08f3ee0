package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.PortProtocol;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;

/** Where a container can be connected to from here. */
final class Reach {

  private static final Set<String> ANY = Set.of("", "0.0.0.0", "::");

  private Reach() {}

  /** Its addresses on its networks; reachable where the runtime shares this machine's kernel. */
  static List<String> ownAddresses(ContainerInfo info) {
    return info.networks().stream().flatMap(network -> network.address().stream()).toList();
  }

  /** Hosts and ports for a TCP port inside, the best first: where it is published, then its own. */
  static Flux<String> authorities(ContainerRuntime runtime, ContainerInfo info, int port) {
    Flux<String> own = Flux.fromIterable(ownAddresses(info)).map(address -> address + ":" + port);
    List<ContainerInfo.PublishedPort> published =
        info.ports().stream()
            .filter(each -> each.containerPort() == port && each.protocol() == PortProtocol.TCP)
            .filter(each -> each.hostPort().isPresent())
            .toList();
    if (published.isEmpty()) {
      return own;
    }
    return runtime
        .system()
        .info()
        .mapNotNull(system -> system.publishedHost().orElse(null))
        .defaultIfEmpty("localhost")
        .flatMapIterable(
            host -> published.stream().map(each -> authority(each, host)).distinct().toList())
        .concatWith(own);
  }

  private static String authority(ContainerInfo.PublishedPort published, String publishedHost) {
    String address = published.hostAddress();
    String host = ANY.contains(address) ? publishedHost : address;
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
        + ":"
        + published.hostPort().orElseThrow();
  }
}
