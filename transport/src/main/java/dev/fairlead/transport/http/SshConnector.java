package dev.fairlead.transport.http;

import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Opens wires through ssh: each is a program of its own. */
final class SshConnector implements WireSource {

  private final Duration timeout;
  private final ChannelLoops.Lease work = ChannelLoops.acquire();
  private final ProcessLauncher launcher = ProcessLauncher.open();

  SshConnector(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public Mono<Wire> connect(HttpAddress address) {
    return Mono.defer(() -> launcher.start(SshCommand.of((HttpAddress.Ssh) address, timeout)))
        .<Wire>map(process -> new ProcessWire(work.next(), address, process).open())
        .onErrorMap(ProcessException.class, SshErrors::of)
        .onErrorResume(failure -> ConnectErrors.diagnose(address, failure, timeout));
  }

  @Override
  public Mono<Void> close() {
    return launcher.close().doFinally(signal -> work.release());
  }
}
