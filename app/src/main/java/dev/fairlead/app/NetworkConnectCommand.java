package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.NetworkAttachment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Connects a container to a network. */
@Command(name = "connect", description = "Connect a container to a network.")
final class NetworkConnectCommand extends RuntimeCommand {

  @Option(names = "--alias", paramLabel = "NAME", description = "Further name there.")
  List<String> aliases = new ArrayList<>();

  @Option(names = "--ip", paramLabel = "IP", description = "Fixed address there.")
  @Nullable String ip;

  @Option(names = "--ip6", paramLabel = "IP", description = "Fixed IPv6 address there.")
  @Nullable String ip6;

  @Parameters(index = "0", paramLabel = "NETWORK", description = "Name or id.")
  String network = "";

  @Parameters(index = "1", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Override
  Mono<Integer> execute(Session session) {
    ContainerId id = id(container);
    NetworkAttachment attachment =
        new NetworkAttachment(
            network, aliases, Optional.ofNullable(ip), Optional.ofNullable(ip6), Optional.empty());
    return session
        .runtime()
        .flatMap(runtime -> runtime.networks().connect(id, attachment))
        .thenReturn(ExitCodes.OK);
  }
}
