package dev.fairlead.podman.libpod;

import dev.fairlead.engine.JsonObject;
import java.util.List;
import java.util.Optional;

/** What Podman says of single containers in an answer about their pod: {@code Errs}. */
final class PodErrors {

  private PodErrors() {}

  static Optional<String> of(byte[] body) {
    if (body.length == 0) {
      return Optional.empty();
    }
    List<String> errors = JsonObject.read(body).texts("Errs");
    return errors.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", errors));
  }
}
