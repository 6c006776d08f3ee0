package dev.fairlead.core.report;

import dev.fairlead.spi.Candidate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that the kernel knows of the runtimes here, at one time: which backends there are, what each
 * of them sees, in which order that counts, what was chosen and why, and what went wrong on the
 * way.
 *
 * @param takenAt when it was complete
 * @param took how long it took
 * @param selection what the user chose by hand
 * @param providers the backends that were found, by id
 * @param candidates every endpoint that was looked at, the best first
 * @param problems what went wrong and was survived
 * @param choice what was chosen, or why nothing was
 */
public record RuntimeReport(
    Instant takenAt,
    Duration took,
    RuntimeSelection selection,
    List<ProviderInfo> providers,
    List<RankedCandidate> candidates,
    List<DiscoveryProblem> problems,
    Choice choice) {

  /** Checks and copies. */
  public RuntimeReport {
    Objects.requireNonNull(takenAt, "takenAt");
    Objects.requireNonNull(took, "took");
    Objects.requireNonNull(selection, "selection");
    providers = List.copyOf(providers);
    candidates = List.copyOf(candidates);
    problems = List.copyOf(problems);
    Objects.requireNonNull(choice, "choice");
  }

  /**
   * The chosen candidate.
   *
   * @return the candidate; empty when nothing was chosen
   */
  public Optional<RankedCandidate> chosen() {
    return choice instanceof Choice.Chosen chosen
        ? Optional.of(chosen.candidate())
        : Optional.empty();
  }

  /**
   * Why nothing was chosen.
   *
   * @return the reason; empty when something was
   */
  public Optional<Choice.Refused> refusal() {
    return choice instanceof Choice.Refused refused ? Optional.of(refused) : Optional.empty();
  }

  /**
   * The chosen candidate, or an exception.
   *
   * @return the candidate
   * @throws NoRuntimeException if nothing was chosen
   */
  public Candidate require() {
    if (choice instanceof Choice.Refused refused) {
      throw new NoRuntimeException(refused, this);
    }
    return ((Choice.Chosen) choice).candidate().candidate();
  }

  /**
   * Whether two reports say the same of the runtimes. Time, and the words in which probes tell what
   * they tried, make no difference.
   *
   * @param other the other report
   * @return true if nothing changed that matters to somebody who uses a runtime
   */
  public boolean agreesWith(RuntimeReport other) {
    return essence().equals(other.essence());
  }

  private List<Object> essence() {
    List<Object> essence = new ArrayList<>();
    essence.add(selection);
    essence.add(providers);
    for (RankedCandidate ranked : candidates) {
      Candidate candidate = ranked.candidate();
      essence.add(
          List.of(
              candidate.backend(),
              candidate.endpoint(),
              candidate.origin(),
              candidate.state(),
              candidate.versions(),
              candidate.flavour(),
              candidate.rank(),
              ranked.standing()));
    }
    for (DiscoveryProblem problem : problems) {
      essence.add(List.of(problem.kind(), problem.subject()));
    }
    essence.add(choice instanceof Choice.Refused refused ? refused.cause() : "chosen");
    return essence;
  }
}
