package dev.fairlead.kubernetes.access;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Which access is wanted.
 *
 * @param context name of a context; empty for the current one
 * @param namespace a namespace; empty for the one that the context names, or {@code default}
 * @param server the API server that the context has to lead to; empty for whichever it is
 */
public record AccessChoice(
    Optional<String> context, Optional<String> namespace, Optional<URI> server) {

  /** Checks that no part is null. */
  public AccessChoice {
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(server, "server");
  }

  /**
   * Whatever is in force.
   *
   * @return the current context and its namespace
   */
  public static AccessChoice inForce() {
    return new AccessChoice(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
