package dev.fairlead.core.internal.ranking;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Endpoints that somebody named and that cannot be used. What a variable names stands before all
 * that nobody named; what a runtime's own configuration names stands before the usual places of the
 * same runtime. Taking another daemon in their place would move containers to another machine
 * behind their owner's back.
 */
final class Blockades {

  private static final Comparator<Candidate> BY_TEXT =
      Comparator.comparing(Candidate::backend)
          .thenComparing(candidate -> candidate.endpoint().toString())
          .thenComparing(candidate -> candidate.evidence().toString());

  private final SelectionScope scope;
  private final List<Candidate> variables;
  private final Map<String, Candidate> configurations;

  private Blockades(
      SelectionScope scope, List<Candidate> variables, Map<String, Candidate> configurations) {
    this.scope = scope;
    this.variables = variables;
    this.configurations = configurations;
  }

  static Blockades among(Collection<Candidate> candidates, SelectionScope scope) {
    List<Candidate> dead =
        candidates.stream()
            .filter(candidate -> !candidate.usable() && scope.host().isEmpty())
            .filter(candidate -> scope.exclusion(candidate).isEmpty())
            .sorted(BY_TEXT)
            .toList();
    Map<String, Candidate> configurations = new TreeMap<>();
    dead.stream()
        .filter(candidate -> candidate.origin() == CandidateOrigin.CONFIGURATION)
        .forEach(candidate -> configurations.putIfAbsent(candidate.backend(), candidate));
    return new Blockades(
        scope,
        dead.stream().filter(candidate -> candidate.origin() == CandidateOrigin.VARIABLE).toList(),
        configurations);
  }

  /** The first endpoint that a variable names in vain. */
  Optional<Candidate> variable() {
    return variables.stream().findFirst();
  }

  /** The endpoint that the configuration of a backend names in vain. */
  Optional<Candidate> configuration(String backend) {
    return Optional.ofNullable(configurations.get(backend));
  }

  /** Why a candidate may not be taken in place of a named one; empty when it may. */
  Optional<String> against(Candidate candidate) {
    if (candidate.origin() == CandidateOrigin.WELL_KNOWN
        || candidate.origin() == CandidateOrigin.CONFIGURATION) {
      if (variable().isPresent()) {
        Candidate named = variable().get();
        return Optional.of(
            "not taken in place of "
                + named.endpoint()
                + ", which "
                + scope.variableNaming(named)
                + " names");
      }
      if (candidate.origin() == CandidateOrigin.WELL_KNOWN) {
        return configuration(candidate.backend())
            .map(
                named ->
                    "not taken in place of "
                        + named.endpoint()
                        + ", which the configuration of "
                        + named.backend()
                        + " names");
      }
    }
    return Optional.empty();
  }
}
