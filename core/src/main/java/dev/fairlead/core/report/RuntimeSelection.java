package dev.fairlead.core.report;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * What the user chose by hand. What is left empty is decided by configuration and ranking.
 *
 * @param runtime id or alias of a backend; empty for any. A named runtime that cannot be used is an
 *     error: nothing else is taken in its place
 * @param host endpoint that was named, for example {@code tcp://127.0.0.1:2375}; empty for those
 *     that probes find
 */
public record RuntimeSelection(Optional<String> runtime, Optional<URI> host) {

  private static final RuntimeSelection ANY =
      new RuntimeSelection(Optional.empty(), Optional.empty());

  /** Checks that no part is null and that a name is not blank. */
  public RuntimeSelection {
    Objects.requireNonNull(host, "host");
    if (runtime.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("the name of a runtime cannot be blank");
    }
    if (host.filter(uri -> !uri.isAbsolute()).isPresent()) {
      throw new IllegalArgumentException(
          "a host needs a scheme, such as unix:// or tcp://, but is '" + host.get() + "'");
    }
  }

  /**
   * Nothing chosen.
   *
   * @return the selection that leaves all to configuration and ranking
   */
  public static RuntimeSelection any() {
    return ANY;
  }

  /**
   * A runtime by name.
   *
   * @param name id or alias of a backend
   * @return the selection
   */
  public static RuntimeSelection named(String name) {
    return new RuntimeSelection(Optional.of(name), Optional.empty());
  }

  /**
   * This selection at an endpoint.
   *
   * @param uri the endpoint
   * @return a copy
   */
  public RuntimeSelection at(URI uri) {
    return new RuntimeSelection(runtime, Optional.of(uri));
  }
}
