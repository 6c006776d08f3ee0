package dev.fairlead.transport.http;

import dev.fairlead.transport.process.ProcessCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The call of the user's own {@code ssh} that leads to a daemon: it runs {@code system dial-stdio}
 * of Docker's or Podman's program over there, which joins its streams to the daemon's socket. It
 * never asks anybody anything: what only a person could answer is an error.
 */
final class SshCommand {

  private SshCommand() {}

  static ProcessCommand of(HttpAddress.Ssh address, Duration timeout) {
    List<String> call = new ArrayList<>(List.of("ssh", "-T", "-o", "BatchMode=yes"));
    call.add("-o");
    call.add("ConnectTimeout=" + Math.max(1, timeout.toSeconds()));
    address.user().ifPresent(user -> call.addAll(List.of("-l", user)));
    address.port().ifPresent(port -> call.addAll(List.of("-p", Integer.toString(port))));
    // Else an agent's other keys are tried first, and a server that counts them closes the door.
    address
        .identity()
        .ifPresent(key -> call.addAll(List.of("-o", "IdentitiesOnly=yes", "-i", key.toString())));
    boolean podman = address.program() == HttpAddress.Ssh.Program.PODMAN;
    call.addAll(List.of("--", address.host(), podman ? "podman" : "docker"));
    // The other side gives the words to a shell.
    address
        .socket()
        .ifPresent(
            path -> {
              call.add(podman ? "--url" : "--host");
              call.add("'unix://" + path.replace("'", "'\\''") + "'");
            });
    call.addAll(List.of("system", "dial-stdio"));
    return ProcessCommand.of(call).withInput(ProcessCommand.Input.PIPE);
  }
}
