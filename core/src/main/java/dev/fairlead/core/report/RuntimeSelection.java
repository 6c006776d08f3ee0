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
 * @param configured what a configuration names, where neither this selection nor the variable
 *     {@code FAIRLEAD_RUNTIME} names a runtime; empty for none
 */
public record RuntimeSelection(
    Optional<String> runtime, Optional<URI> host, Optional<Configured> configured) {

  private static final RuntimeSelection ANY =
      new RuntimeSelection(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A runtime that a configuration names.
   *
   * @param runtime id or alias of a backend
   * @param source what names it, in words that go before "names", for example a file
   */
  public record Configured(String runtime, String source) {
    /** Checks that neither is blank. */
    public Configured {
      if (runtime.isBlank() || source.isBlank()) {
        throw new IllegalArgumentException("a configured runtime has a name and a source");
      }
    }
  }

  /** Checks that no part is null and that a name is not blank. */
  public RuntimeSelection {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(configured, "configured");
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
    return new RuntimeSelection(Optional.of(name), Optional.empty(), Optional.empty());
  }

  /**
   * This selection at an endpoint.
   *
   * @param uri the endpoint
   * @return a copy
   */
  public RuntimeSelection at(URI uri) {
    return new RuntimeSelection(runtime, Optional.of(uri), configured);
  }

  /**
   * This selection with what counts where nothing else names a runtime.
   *
   * @param name id or alias of a backend
   * @param source what names it, in words that go before "names"
   * @return a copy
   */
  public RuntimeSelection orConfigured(String name, String source) {
    return new RuntimeSelection(runtime, host, Optional.of(new Configured(name, source)));
  }
}
