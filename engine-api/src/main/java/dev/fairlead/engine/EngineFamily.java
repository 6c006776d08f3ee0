package dev.fairlead.engine;

import java.util.Locale;

/** Whose Engine API it is: they agree in most, and differ in what {@link EngineErrors} knows. */
public enum EngineFamily {
  /** Docker and all that is built from it. */
  DOCKER,
  /** Podman's compatible API. */
  PODMAN;

  /**
   * Id of the backend that the family belongs to.
   *
   * @return for example {@code podman}
   */
  public String backend() {
    return name().toLowerCase(Locale.ROOT);
  }
}
