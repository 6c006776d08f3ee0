package dev.fairlead.core.internal.ranking;

import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** What was named by hand and by configuration, and which candidates that leaves. */
public final class SelectionScope {

  private final ProbeContext machine;
  private final List<ProviderInfo> providers;
  private final Optional<String> typed;
  private final Optional<RuntimeSelection.Configured> configured;
  private final Optional<URI> host;

  private SelectionScope(
      ProbeContext machine,
      List<ProviderInfo> providers,
      Optional<String> typed,
      Optional<RuntimeSelection.Configured> configured,
      Optional<URI> host) {
    this.machine = machine;
    this.providers = providers;
    this.typed = typed;
    this.configured = configured;
    this.host = host;
  }

  /**
   * The scope of a selection.
   *
   * @param selection what the user chose by hand
   * @param machine the machine, whose variable configures the rest
   * @param providers the backends that there are
   * @return the scope
   */
  public static SelectionScope of(
      RuntimeSelection selection, ProbeContext machine, Collection<ProviderInfo> providers) {
    return new SelectionScope(
        machine,
        List.copyOf(providers),
        selection.runtime(),
        selection.runtime().isPresent()
            ? Optional.empty()
            : machine
                .variable(BackendRanker.RUNTIME_VARIABLE)
                .map(
                    name ->
                        new RuntimeSelection.Configured(
                            name.strip(), BackendRanker.RUNTIME_VARIABLE))
                .or(selection::configured),
        selection.host().or(machine::explicitHost));
  }

  List<ProviderInfo> providers() {
    return providers;
  }

  Optional<URI> host() {
    return host;
  }

  /** The name that was given, by hand or by configuration. */
  Optional<String> givenName() {
    return typed.or(() -> configured.map(RuntimeSelection.Configured::runtime));
  }

  /** Who gave the name, in words that go before "names" or "named". */
  String giver() {
    return typed.isPresent() || configured.isEmpty()
        ? "you named "
        : configured.get().source() + " names ";
  }

  /**
   * The backend that the given name means.
   *
   * @return the backend; empty when no name was given or nothing has it
   */
  public Optional<ProviderInfo> named() {
    return givenName()
        .flatMap(
            name -> providers.stream().filter(provider -> provider.answersTo(name)).findFirst());
  }

  /**
   * Whether only the backend of the given name may be chosen.
   *
   * @return true for a name given by hand, and for a configured one unless an endpoint was named
   */
  public boolean nameIsBinding() {
    return typed.isPresent() || (configured.isPresent() && host.isEmpty());
  }

  /** 0 for a candidate of the backend that was named, 1 for any other. */
  int naming(Candidate candidate) {
    return isNamed(candidate) ? 0 : 1;
  }

  private boolean isNamed(Candidate candidate) {
    return named().filter(provider -> provider.id().equals(candidate.backend())).isPresent();
  }

  /** Why a candidate counts as named, in words; empty when rank alone speaks for it. */
  Optional<String> namedBecause(Candidate candidate) {
    if (candidate.origin() == CandidateOrigin.EXPLICIT) {
      return Optional.of("you named its endpoint");
    }
    if (isNamed(candidate)) {
      String name = givenName().orElse(candidate.backend());
      return Optional.of(
          giver()
              + (name.equals(candidate.backend())
                  ? name
                  : name + ", which is " + candidate.backend()));
    }
    if (candidate.origin() == CandidateOrigin.VARIABLE) {
      return Optional.of(variableNaming(candidate) + " names it");
    }
    return Optional.empty();
  }

  /** Name of the environment variable that names an endpoint, as far as it can be told. */
  String variableNaming(Candidate candidate) {
    String uri = candidate.endpoint().uri().toString();
    return variable((name, value) -> value.strip().equals(uri) && isMentioned(name, candidate))
        .or(() -> variable((name, value) -> isMentioned(name, candidate)))
        .or(() -> variable((name, value) -> value.strip().equals(uri)))
        .orElse("its own environment variable");
  }

  private Optional<String> variable(BiPredicate<String, String> condition) {
    return machine.environment().entrySet().stream()
        .filter(entry -> condition.test(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  private static boolean isMentioned(String variable, Candidate candidate) {
    Pattern word =
        Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(variable) + "(?![A-Za-z0-9_])");
    return variable.contains("_")
        && candidate.evidence().stream()
            .anyMatch(evidence -> word.matcher(evidence.tried()).find());
  }

  /** Why what was named leaves a candidate out; empty when it does not. */
  Optional<String> exclusion(Candidate candidate) {
    if (nameIsBinding() && !isNamed(candidate)) {
      return Optional.of("not asked for: " + giver() + givenName().orElse("another"));
    }
    if (host.isPresent() && candidate.origin() != CandidateOrigin.EXPLICIT) {
      return Optional.of("not asked for: you named the endpoint " + host.get());
    }
    boolean named = isNamed(candidate) || candidate.origin() == CandidateOrigin.EXPLICIT;
    if (!candidate.choosable() && !named) {
      return Optional.of("taken only when named: -r " + candidate.backend());
    }
    return Optional.empty();
  }
}
