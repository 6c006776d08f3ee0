package dev.fairlead.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One endpoint that a probe looked at, and all that it learnt there.
 *
 * @param backend id of the provider that looked
 * @param endpoint where it looked
 * @param origin how it came to look there
 * @param state what it found
 * @param versions what the runtime says of its version; empty unless it answered
 * @param flavour what kind of runtime answered, read from its answer, for example {@code Docker
 *     Desktop}; empty unless it answered
 * @param rank the provider's own preference, larger is better, {@link #ONLY_WHEN_NAMED} for never
 *     by itself; compared only between candidates that nothing stronger tells apart. Docker has
 *     400, Podman 300, Apple's container on macOS 200, Kubernetes 100
 * @param evidence what was tried, in order
 * @param remedy the command or step that would make this endpoint usable, or better where it is
 *     usable already; empty when nothing is needed, or nothing is known to help
 */
public record Candidate(
    String backend,
    Endpoint endpoint,
    CandidateOrigin origin,
    CandidateState state,
    Optional<VersionRange> versions,
    Optional<String> flavour,
    int rank,
    List<Evidence> evidence,
    Optional<String> remedy) {

  /** The rank of a backend that is never chosen unless somebody names it. */
  public static final int ONLY_WHEN_NAMED = -1;

  /** Checks and copies. */
  public Candidate {
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(versions, "versions");
    Objects.requireNonNull(flavour, "flavour");
    evidence = List.copyOf(evidence);
    Objects.requireNonNull(remedy, "remedy");
  }

  /**
   * An endpoint where the runtime answered and can be used.
   *
   * @param backend id of the provider
   * @param endpoint where
   * @param origin how it came to look there
   * @param versions what the runtime says of its version
   * @param flavour what kind of runtime answered
   * @param rank the provider's own preference
   * @param evidence what was tried
   * @return the candidate
   */
  public static Candidate available(
      String backend,
      Endpoint endpoint,
      CandidateOrigin origin,
      VersionRange versions,
      String flavour,
      int rank,
      List<Evidence> evidence) {
    return new Candidate(
        backend,
        endpoint,
        origin,
        CandidateState.AVAILABLE,
        Optional.of(versions),
        Optional.of(flavour),
        rank,
        evidence,
        Optional.empty());
  }

  /**
   * An endpoint that cannot be used as it is.
   *
   * @param backend id of the provider
   * @param endpoint where
   * @param origin how it came to look there
   * @param state {@link CandidateState#UNHEALTHY} or {@link CandidateState#ABSENT}
   * @param evidence what was tried
   * @param remedy what would make it usable
   * @return the candidate, of rank 0
   */
  public static Candidate unusable(
      String backend,
      Endpoint endpoint,
      CandidateOrigin origin,
      CandidateState state,
      List<Evidence> evidence,
      Optional<String> remedy) {
    if (state == CandidateState.AVAILABLE) {
      throw new IllegalArgumentException("an unusable candidate cannot be AVAILABLE");
    }
    return new Candidate(
        backend, endpoint, origin, state, Optional.empty(), Optional.empty(), 0, evidence, remedy);
  }

  /**
   * Whether it may be chosen although nobody named it.
   *
   * @return false if the rank is {@link #ONLY_WHEN_NAMED}
   */
  public boolean choosable() {
    return rank != ONLY_WHEN_NAMED;
  }

  /**
   * Whether the runtime can be used here.
   *
   * @return true if the state is {@link CandidateState#AVAILABLE}
   */
  public boolean usable() {
    return state == CandidateState.AVAILABLE;
  }

  /**
   * A hash of what tells candidates apart, by hand: what Java makes for a record takes 5 ms when it
   * is first called, which is much of a short command.
   */
  @Override
  public int hashCode() {
    return 31 * backend.hashCode() + endpoint.uri().hashCode();
  }
}
