package dev.fairlead.podman;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection that Podman's own command knows by a name.
 *
 * @param uri where it leads
 * @param identity the file of the private key to log in with; empty for none of its own
 * @param tls whether it goes through TLS, with files that are named one by one (Podman 5.6)
 */
record Destination(String uri, Optional<String> identity, boolean tls) {

  Destination {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(identity, "identity");
  }

  /** Reads one; names differ in their case between the two kinds of files. */
  static Optional<Destination> of(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> fields)) {
      return Optional.empty();
    }
    return text(fields, "uri")
        .map(
            uri ->
                new Destination(
                    uri,
                    text(fields, "identity"),
                    Stream.of("tls_ca", "tlsca", "tls_cert", "tlscert")
                        .anyMatch(name -> text(fields, name).isPresent())));
  }

  static Optional<String> text(Map<?, ?> fields, String name) {
    return fields.entrySet().stream()
        .filter(field -> field.getKey() instanceof String key && key.equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .filter(value -> value instanceof String text && !text.isBlank())
        .map(String.class::cast)
        .findFirst();
  }
}
