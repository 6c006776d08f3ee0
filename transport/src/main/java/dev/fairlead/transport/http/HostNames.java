package dev.fairlead.transport.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Addresses of names, by the system's resolver: it knows /etc/hosts and this machine's set-up. */
final class HostNames {

  private HostNames() {}

  /** All addresses of a name, at least one; fails with what the resolver says. */
  static Mono<List<SocketAddress>> targets(String host, int port) {
    return Mono.fromCallable(
            () ->
                Stream.of(InetAddress.getAllByName(host))
                    .<SocketAddress>map(ip -> new InetSocketAddress(ip, port))
                    .toList())
        .subscribeOn(Schedulers.boundedElastic());
  }

  /**
   * The same addresses under another name, which is the one that TLS looks for in the server's
   * certificate; as they are if there is none.
   */
  static List<SocketAddress> as(Optional<String> name, List<SocketAddress> targets) {
    return name.map(
            other -> targets.stream().map(target -> named(other, (InetSocketAddress) target)))
        .map(Stream::toList)
        .orElse(targets);
  }

  private static SocketAddress named(String name, InetSocketAddress target) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(name, target.getAddress().getAddress()), target.getPort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of a length that none has", e);
    }
  }
}
