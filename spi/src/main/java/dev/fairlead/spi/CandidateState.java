package dev.fairlead.spi;

/** What a probe found at an endpoint. */
public enum CandidateState {
  /** The runtime answered and can be used. */
  AVAILABLE,
  /** Something is there, but it cannot be used as it is. */
  UNHEALTHY,
  /** Nothing is there. */
  ABSENT
}
