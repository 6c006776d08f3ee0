package dev.fairlead.engine;

/** Whose Engine API it is: they agree in most, and differ in what {@link EngineErrors} knows. */
public enum EngineFamily {
  /** Docker and all that is built from it. */
  DOCKER,
  /** Podman's compatible API. */
  PODMAN
}
