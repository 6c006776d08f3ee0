package dev.fairlead.core.internal.ranking;

import dev.fairlead.core.report.Choice;
import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.core.report.RankedCandidate;
import dev.fairlead.core.report.RankedCandidate.Standing;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.ProbeContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts candidates into one order and chooses: a function of its arguments, whatever order the
 * candidates came in.
 *
 * <p>Explicit choice comes before configuration ({@value #RUNTIME_VARIABLE}), that before the
 * runtime's own variable, that before the probe's rank, then the id, then where the candidate came
 * from, then its endpoint. An endpoint that somebody named and that cannot be used is never
 * replaced by one that nobody named. What is taken only when named, and was not, is left out where
 * nothing is there or another backend tells of the same endpoint.
 */
public final class BackendRanker {

  /** The environment variable that configures which runtime is taken. */
  public static final String RUNTIME_VARIABLE = "FAIRLEAD_RUNTIME";

  /**
   * The order and the choice.
   *
   * @param candidates every candidate, the best first
   * @param choice what was chosen
   */
  public record Ranking(List<RankedCandidate> candidates, Choice choice) {

    /** Copies. */
    public Ranking {
      candidates = List.copyOf(candidates);
    }
  }

  private final SelectionScope scope;
  private final Collection<DiscoveryProblem> problems;

  private BackendRanker(SelectionScope scope, Collection<DiscoveryProblem> problems) {
    this.scope = scope;
    this.problems = problems;
  }

  /**
   * Ranks.
   *
   * @param selection what the user chose by hand
   * @param machine the machine that was probed
   * @param providers the backends that there are
   * @param candidates what their probes found
   * @param problems what went wrong, with their probes among others
   * @return the order and the choice
   */
  public static Ranking rank(
      RuntimeSelection selection,
      ProbeContext machine,
      Collection<ProviderInfo> providers,
      Collection<Candidate> candidates,
      Collection<DiscoveryProblem> problems) {
    return new BackendRanker(SelectionScope.of(selection, machine, providers), problems)
        .rank(candidates);
  }

  /** A candidate and why it may not be taken; empty when it may. */
  private record Judged(Candidate candidate, Optional<String> exclusion) {

    boolean eligible() {
      return candidate.usable() && exclusion.isEmpty();
    }

    int group() {
      if (candidate.usable()) {
        return exclusion.isEmpty() ? 0 : 1;
      }
      return candidate.state() == CandidateState.UNHEALTHY ? 2 : 3;
    }
  }

  private Ranking rank(Collection<Candidate> candidates) {
    Blockades blockades = Blockades.among(candidates, scope);
    List<Judged> ordered =
        candidates.stream()
            .distinct()
            .filter(candidate -> !isPassedOver(candidate, candidates))
            .map(
                candidate ->
                    new Judged(
                        candidate,
                        scope.exclusion(candidate).or(() -> blockades.against(candidate))))
            .sorted(
                Comparator.comparingInt(Judged::group)
                    .thenComparing(Judged::candidate, preference()))
            .toList();
    List<RankedCandidate> ranked = new ArrayList<>();
    for (Judged judged : ordered) {
      ranked.add(stand(ranked.size() + 1, judged, ordered));
    }
    Choice choice =
        !ordered.isEmpty() && ordered.get(0).eligible()
            ? new Choice.Chosen(ranked.get(0))
            : new RefusalWords(scope, blockades, problems)
                .refuse(ordered.stream().map(Judged::candidate).toList());
    return new Ranking(ranked, choice);
  }

  /**
   * Whether it says nothing to somebody who did not name its backend: nothing is there, or another
   * backend tells of the same endpoint.
   */
  private boolean isPassedOver(Candidate candidate, Collection<Candidate> all) {
    if (candidate.choosable()
        || scope.naming(candidate) == 0
        || candidate.origin() == CandidateOrigin.EXPLICIT) {
      return false;
    }
    return candidate.state() == CandidateState.ABSENT
        || all.stream()
            .anyMatch(
                other ->
                    other.endpoint().uri().equals(candidate.endpoint().uri())
                        && !other.backend().equals(candidate.backend()));
  }

  private Comparator<Candidate> preference() {
    return Comparator.<Candidate>comparingInt(candidate -> scope.naming(candidate))
        .thenComparingInt(candidate -> originClass(candidate.origin()))
        .thenComparing(Comparator.comparingInt(Candidate::rank).reversed())
        .thenComparing(Candidate::backend)
        .thenComparing(Candidate::origin)
        .thenComparing(candidate -> candidate.endpoint().toString())
        .thenComparing(candidate -> new TreeMap<>(candidate.endpoint().settings()).toString())
        .thenComparing(Candidate::state)
        .thenComparing(BackendRanker::answer);
  }

  private static String answer(Candidate candidate) {
    return candidate.versions()
        + " "
        + candidate.flavour()
        + " "
        + candidate.evidence()
        + " "
        + candidate.remedy();
  }

  private static int originClass(CandidateOrigin origin) {
    return origin == CandidateOrigin.EXPLICIT ? 0 : origin == CandidateOrigin.VARIABLE ? 1 : 2;
  }

  private RankedCandidate stand(int position, Judged judged, List<Judged> ordered) {
    Candidate candidate = judged.candidate();
    if (!candidate.usable()) {
      String words =
          candidate.state() == CandidateState.ABSENT ? "not there: " : "cannot be used: ";
      return new RankedCandidate(
          position, candidate, Standing.UNUSABLE, words + RefusalWords.found(candidate));
    }
    if (judged.exclusion().isPresent()) {
      return new RankedCandidate(position, candidate, Standing.EXCLUDED, judged.exclusion().get());
    }
    return position == 1
        ? new RankedCandidate(
            position, candidate, Standing.CHOSEN, "chosen: " + merit(candidate, ordered))
        : new RankedCandidate(
            position,
            candidate,
            Standing.ELIGIBLE,
            "comes later: " + difference(ordered.get(0).candidate(), candidate));
  }

  private String merit(Candidate candidate, List<Judged> ordered) {
    return scope
        .namedBecause(candidate)
        .orElseGet(
            () ->
                ordered.stream().filter(Judged::eligible).count() == 1
                    ? "the only one that can be used"
                    : "rank " + candidate.rank() + ", the best of those that can be used");
  }

  private String difference(Candidate first, Candidate second) {
    if (scope.naming(first) != scope.naming(second)
        || originClass(first.origin()) != originClass(second.origin())) {
      return scope
          .namedBecause(first)
          .map(because -> first.backend() + " at " + first.endpoint() + " is preferred, " + because)
          .orElse(first.backend() + " at " + first.endpoint() + " is preferred");
    }
    if (first.rank() != second.rank()) {
      return first.backend() + " has rank " + first.rank() + ", this " + second.rank();
    }
    if (!first.backend().equals(second.backend())) {
      return "equal rank, and " + first.backend() + " is before " + second.backend();
    }
    if (first.origin() != second.origin()) {
      return first.endpoint() + " is what the configuration names";
    }
    return "equal rank, and " + first.endpoint() + " is before it in the alphabet";
  }
}
