package dev.fairlead.transport.http;

import dev.fairlead.transport.process.ProcessCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The call of the user's own {@code ssh} that leads to a daemon: it runs Docker's {@code docker
 * system dial-stdio} over there, which joins its streams to the daemon's socket. It never asks
 * anybody anything: what only a person could answer is an error.
 */
final class SshCommand {

  private SshCommand() {}

  static ProcessCommand of(HttpAddress.Ssh address, Duration timeout) {
    List<String> call = new ArrayList<>(List.of("ssh", "-T", "-o", "BatchMode=yes"));
    call.add("-o");
    call.add("ConnectTimeout=" + Math.max(1, timeout.toSeconds()));
    address.user().ifPresent(user -> call.addAll(List.of("-l", user)));
    address.port().ifPresent(port -> call.addAll(List.of("-p", Integer.toString(port))));
    call.addAll(List.of("--", address.host(), "docker"));
    // The other side gives the words to a shell.
    address
        .socket()
        .ifPresent(
            path -> call.addAll(List.of("--host", "'unix://" + path.replace("'", "'\\''") + "'")));
    call.addAll(List.of("system", "dial-stdio"));
    return ProcessCommand.of(call).withInput(ProcessCommand.Input.PIPE);
  }
}
