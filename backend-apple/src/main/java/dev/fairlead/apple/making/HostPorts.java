package dev.fairlead.apple.making;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Free ports of this machine, which the program shares: it wants a number for each published port
 * (reference, section 6), and takes it when the container starts.
 */
public final class HostPorts {

  private HostPorts() {}

  /** A free port for each binding without one, by its index. */
  static Mono<Map<Integer, Integer>> chosenFor(List<PortBinding> ports) {
    return ports.stream().allMatch(port -> port.hostPort().isPresent())
        ? Mono.just(Map.of())
        : Mono.fromCallable(() -> choose(ports)).subscribeOn(Schedulers.boundedElastic());
  }

  private static Map<Integer, Integer> choose(List<PortBinding> ports) throws IOException {
    Map<Integer, Integer> chosen = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      PortBinding port = ports.get(i);
      if (port.hostPort().isEmpty()) {
        int free = bind(port.protocol(), port.hostAddress().orElse("0.0.0.0"), 0);
        while (chosen.containsValue(free)) {
          free = bind(port.protocol(), port.hostAddress().orElse("0.0.0.0"), 0);
        }
        chosen.put(i, free);
      }
    }
    return chosen;
  }

  private static int bind(PortProtocol protocol, String address, int port) throws IOException {
    InetSocketAddress place = new InetSocketAddress(InetAddress.getByName(address), port);
    if (protocol == PortProtocol.UDP) {
      try (DatagramSocket socket = new DatagramSocket(place)) {
        return socket.getLocalPort();
      }
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(place);
      return socket.getLocalPort();
    }
  }

  /**
   * Which of the ports somebody else has; the program does not say.
   *
   * @param ports the published ports of a container
   * @return the first one that is taken, or else the first one; empty if there is none
   */
  public static Mono<OptionalInt> taken(List<ContainerInfo.PublishedPort> ports) {
    return Mono.fromSupplier(
            () ->
                ports.stream()
                    .filter(port -> !isFree(port))
                    .map(ContainerInfo.PublishedPort::hostPort)
                    .findFirst()
                    .orElseGet(
                        () ->
                            ports.stream()
                                .map(ContainerInfo.PublishedPort::hostPort)
                                .findFirst()
                                .orElseGet(OptionalInt::empty)))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static boolean isFree(ContainerInfo.PublishedPort port) {
    Optional<Integer> number = port.hostPort().stream().boxed().findFirst();
    try {
      return number.isEmpty() || bind(port.protocol(), port.hostAddress(), number.get()) > 0;
    } catch (IOException taken) {
      return false;
    }
  }
}
