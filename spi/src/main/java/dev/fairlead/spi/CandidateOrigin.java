package dev.fairlead.spi;

/** How a probe came to look at an endpoint; the earlier, the stronger in ranking. */
public enum CandidateOrigin {
  /** The user named the endpoint. */
  EXPLICIT,
  /** The runtime's own environment variable names it, for example {@code DOCKER_HOST}. */
  VARIABLE,
  /** The runtime's own configuration names it, for example the current Docker context. */
  CONFIGURATION,
  /** It is one of the places where the runtime is usually found. */
  WELL_KNOWN
}
