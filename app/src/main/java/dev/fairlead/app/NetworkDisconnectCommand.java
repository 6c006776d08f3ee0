package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.network.Disconnect;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Disconnects a container from a network. */
@Command(name = "disconnect", description = "Disconnect a container from a network.")
final class NetworkDisconnectCommand extends RuntimeCommand {

  @Option(
      names = {"-f", "--force"},
      description = "Even if the runtime believes that it cannot.")
  boolean force;

  @Parameters(index = "0", paramLabel = "NETWORK", description = "Name or id.")
  String network = "";

  @Parameters(index = "1", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Override
  Mono<Integer> execute(Session session) {
    ContainerId id = id(container);
    Disconnect how = force ? Disconnect.FORCE : Disconnect.GRACEFUL;
    return session
        .runtime()
        .flatMap(runtime -> runtime.networks().disconnect(id, network, how))
        .thenReturn(ExitCodes.OK);
  }
}
