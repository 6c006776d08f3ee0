package dev.fairlead.transport.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
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
}
