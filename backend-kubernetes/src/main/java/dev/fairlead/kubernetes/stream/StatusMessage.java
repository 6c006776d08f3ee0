package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.TransportException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the channel for errors tells at the end of a command: a {@code Status} as JSON, see {@code
 * k8s.io/apimachinery/pkg/util/remotecommand} and {@code kubelet/pkg/cri/streaming}.
 */
final class StatusMessage {

  private static final int NOT_FOUND = 127;
  private static final int NOT_EXECUTABLE = 126;

  private StatusMessage() {}

  /** How a command ended, as far as the message tells. */
  static Exit exit(ByteBuffer json) {
    byte[] bytes = new byte[json.remaining()];
    json.duplicate().get(bytes);
    Status status;
    try {
      status = Json.standard().read(bytes, Status.class);
    } catch (TransportException unreadable) {
      return new Exit.Lost("the cluster told the end in words that cannot be read");
    }
    if (status == null) {
      return new Exit.Lost("the cluster told an empty end");
    }
    if ("Success".equals(status.getStatus())) {
      return new Exit.Exited(0);
    }
    return code(status).orElseGet(() -> failure(status.getMessage()));
  }

  private static Optional<Exit> code(Status status) {
    if (!"NonZeroExitCode".equals(status.getReason()) || status.getDetails() == null) {
      return Optional.empty();
    }
    return status.getDetails().getCauses().stream()
        .filter(cause -> "ExitCode".equals(cause.getReason()))
        .map(StatusCause::getMessage)
        .filter(text -> text != null && text.matches("[0-9]{1,3}"))
        .map(Integer::parseInt)
        .filter(code -> code <= 255)
        .<Exit>map(Exit.Exited::new)
        .findFirst();
  }

  /** Runtimes tell only by words why a program could not be started. */
  private static Exit failure(String said) {
    String why = said == null || said.isBlank() ? "the cluster does not say why" : said.strip();
    if (why.contains("executable file not found") || why.contains("no such file or directory")) {
      return new Exit.StartFailed(OptionalInt.of(NOT_FOUND), why);
    }
    if (why.contains("permission denied")) {
      return new Exit.StartFailed(OptionalInt.of(NOT_EXECUTABLE), why);
    }
    return why.contains("exec")
        ? new Exit.StartFailed(OptionalInt.empty(), why)
        : new Exit.Lost("the cluster ended it: " + why);
  }
}
