package dev.fairlead.core.internal.ranking;

import dev.fairlead.core.report.Choice.Cause;
import dev.fairlead.core.report.Choice.Refused;
import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Evidence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says why nothing was chosen, and what to do. */
final class RefusalWords {

  private static final Set<DiscoveryProblem.Kind> PROBING =
      Set.of(DiscoveryProblem.Kind.PROBE_FAILED, DiscoveryProblem.Kind.PROBE_TIMED_OUT);

  private final SelectionScope scope;
  private final Blockades blockades;
  private final Collection<DiscoveryProblem> problems;

  /**
   * Creates words.
   *
   * @param problems what went wrong, with probes among others
   */
  RefusalWords(SelectionScope scope, Blockades blockades, Collection<DiscoveryProblem> problems) {
    this.scope = scope;
    this.blockades = blockades;
    this.problems = problems;
  }

  /** What was found at an endpoint, in a few words. */
  static String found(Candidate candidate) {
    List<Evidence> evidence = candidate.evidence();
    if (evidence.isEmpty()) {
      return "nothing was found";
    }
    Evidence last = evidence.get(evidence.size() - 1);
    return last.found() + " (" + last.tried() + ")";
  }

  Refused refuse(List<Candidate> ordered) {
    if (scope.givenName().isPresent() && scope.named().isEmpty()) {
      return unknown(scope.givenName().get());
    }
    if (scope.host().isPresent()) {
      return host(ordered);
    }
    if (blockades.variable().isPresent()) {
      return variable(blockades.variable().get());
    }
    return scope
        .named()
        .map(provider -> notUsable(provider, ordered))
        .orElseGet(() -> nothing(ordered));
  }

  private Refused unknown(String name) {
    String known =
        scope.providers().stream()
            .map(
                provider ->
                    provider.aliases().isEmpty()
                        ? provider.id()
                        : provider.id() + " (" + String.join(", ", provider.aliases()) + ")")
            .collect(Collectors.joining(", "));
    Optional<String> near =
        NearestName.to(
            name,
            scope.providers().stream()
                .flatMap(
                    provider ->
                        Stream.concat(Stream.of(provider.id()), provider.aliases().stream()))
                .toList());
    return new Refused(
        Cause.UNKNOWN_RUNTIME,
        scope.giver()
            + "'"
            + name
            + "', and there is no such runtime; there "
            + (known.isEmpty() ? "is none at all" : "are " + known),
        near.map(value -> "-r " + value).or(() -> Optional.of("fairlead doctor")));
  }

  private Refused host(List<Candidate> ordered) {
    List<Candidate> named =
        ordered.stream()
            .filter(candidate -> candidate.origin() == CandidateOrigin.EXPLICIT)
            .filter(candidate -> scope.exclusion(candidate).isEmpty())
            .toList();
    String uri = scope.host().map(Object::toString).orElse("");
    if (named.isEmpty()) {
      String who =
          scope.nameIsBinding() && scope.named().isPresent()
              ? scope.named().get().id() + " does not understand "
              : "no runtime here understands ";
      return new Refused(
          Cause.HOST_NOT_USABLE, who + uri, Optional.of("fairlead doctor, for what there is"));
    }
    return new Refused(
        Cause.HOST_NOT_USABLE, "you named " + uri + ": " + list(named), remedies(named));
  }

  private Refused variable(Candidate candidate) {
    String name = scope.variableNaming(candidate);
    return new Refused(
        Cause.VARIABLE_NOT_USABLE,
        name
            + (candidate.endpoint().toString().equals("variable:" + name)
                ? " cannot be used: "
                : " names " + candidate.endpoint() + ", which cannot be used: ")
            + found(candidate)
            + "; no other daemon is taken in its place",
        Optional.of(
            candidate.remedy().map(text -> text + "; or ").orElse("")
                + (name.contains(" ") ? "unset it" : "unset " + name)
                + ", or name another runtime with -r"));
  }

  private Refused notUsable(ProviderInfo provider, List<Candidate> ordered) {
    List<Candidate> own =
        ordered.stream().filter(candidate -> candidate.backend().equals(provider.id())).toList();
    String given = scope.giver() + provider.id() + ", which cannot be used here: ";
    if (own.isEmpty()) {
      return new Refused(
          Cause.RUNTIME_NOT_USABLE,
          given + silence(provider),
          Optional.of("fairlead doctor, or a longer --timeout where the machine is busy"));
    }
    return new Refused(Cause.RUNTIME_NOT_USABLE, given + list(own), configurationRemedy(own));
  }

  private String silence(ProviderInfo provider) {
    return problems.stream()
        .filter(problem -> PROBING.contains(problem.kind()))
        .filter(problem -> problem.subject().startsWith(provider.id() + " ("))
        .map(DiscoveryProblem::detail)
        .findFirst()
        .orElse("its probe found no endpoint");
  }

  private Refused nothing(List<Candidate> ordered) {
    List<Candidate> unusable = ordered.stream().filter(c -> !c.usable()).toList();
    List<String> remedies = new ArrayList<>();
    configurationRemedy(unusable).ifPresent(remedies::add);
    ordered.stream()
        .filter(candidate -> candidate.usable() && !candidate.choosable())
        .map(candidate -> "-r " + candidate.backend() + " (without isolation)")
        .distinct()
        .forEach(remedies::add);
    String detail =
        scope.providers().isEmpty()
            ? "no backend is installed"
            : "none was found that can be used: "
                + (unusable.isEmpty() ? "no probe found an endpoint" : list(unusable));
    return new Refused(
        Cause.NOTHING_USABLE,
        detail,
        remedies.isEmpty() ? Optional.empty() : Optional.of(String.join("; or ", remedies)));
  }

  /** The remedies, and the way around a configuration that names a dead endpoint. */
  private Optional<String> configurationRemedy(List<Candidate> candidates) {
    List<Candidate> broken =
        candidates.stream()
            .map(Candidate::backend)
            .distinct()
            .flatMap(backend -> blockades.configuration(backend).stream())
            .toList();
    if (broken.isEmpty()) {
      return remedies(candidates);
    }
    String around =
        broken.stream()
            .map(c -> "change what the configuration of " + c.backend() + " names")
            .collect(Collectors.joining("; or "));
    return Optional.of(remedies(broken).map(text -> text + "; or ").orElse("") + around);
  }

  private static String list(List<Candidate> candidates) {
    return candidates.stream()
        .map(
            candidate ->
                candidate.usable()
                    ? candidate.backend() + " at " + candidate.endpoint() + ": not taken"
                    : candidate.backend() + " at " + candidate.endpoint() + ": " + found(candidate))
        .collect(Collectors.joining(", "));
  }

  private static Optional<String> remedies(List<Candidate> candidates) {
    String all =
        candidates.stream()
            .flatMap(candidate -> candidate.remedy().stream())
            .distinct()
            .collect(Collectors.joining("; or "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }
}
