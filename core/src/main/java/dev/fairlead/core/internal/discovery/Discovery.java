package dev.fairlead.core.internal.discovery;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import dev.fairlead.core.report.ProviderInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Every provider that can be asked, each under an id of its own, and what went wrong.
 *
 * @param providers the providers, by id
 * @param problems what went wrong and was survived
 */
public record Discovery(List<LoadedProvider> providers, List<DiscoveryProblem> problems) {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Copies. */
  public Discovery {
    providers = List.copyOf(providers);
    problems = List.copyOf(problems);
  }

  /**
   * Gives out ids and aliases: whoever comes first has them. An id is stronger than any alias.
   *
   * @param handles the providers in the order of their places
   * @param outcomes what came of each
   * @param found problems that are known already
   * @return the discovery
   */
  static Discovery resolve(
      List<ProviderHandle> handles,
      List<ProviderHandle.Outcome> outcomes,
      List<DiscoveryProblem> found) {
    List<DiscoveryProblem> problems = new ArrayList<>(found);
    Map<String, Claim> claims = new LinkedHashMap<>();
    for (int i = 0; i < handles.size(); i++) {
      outcomes.get(i).problem().ifPresent(problems::add);
      Optional<ProviderHandle.Introduction> made = outcomes.get(i).introduction();
      if (made.isPresent()) {
        claim(handles.get(i), made.get(), claims, problems);
      }
    }
    Map<String, String> aliasOwners = new TreeMap<>();
    List<LoadedProvider> providers = new ArrayList<>();
    for (Claim claim : claims.values()) {
      providers.add(claim.load(claims, aliasOwners, problems));
    }
    providers.sort(Comparator.comparing(loaded -> loaded.info().id()));
    return new Discovery(providers, problems);
  }

  private static void claim(
      ProviderHandle handle,
      ProviderHandle.Introduction made,
      Map<String, Claim> claims,
      List<DiscoveryProblem> problems) {
    if (!ID.matcher(made.id()).matches()) {
      problems.add(
          DiscoveryProblem.of(
              Kind.INVALID_ID,
              handle.subject(),
              "its id '"
                  + made.id()
                  + "' is not made of lower case letters, digits and single hyphens"));
      return;
    }
    Claim first = claims.putIfAbsent(made.id(), new Claim(handle, made));
    if (first != null) {
      problems.add(
          DiscoveryProblem.of(
                  Kind.DUPLICATE_ID,
                  handle.subject(),
                  "it has the id '"
                      + made.id()
                      + "' that "
                      + first.handle().subject()
                      + " has already, and that one is used")
              .withRemedy("remove one of the two"));
    }
  }

  /** A provider that has an id. */
  private record Claim(ProviderHandle handle, ProviderHandle.Introduction made) {

    LoadedProvider load(
        Map<String, Claim> claims,
        Map<String, String> aliasOwners,
        List<DiscoveryProblem> problems) {
      TreeSet<String> aliases = new TreeSet<>();
      for (String alias : new TreeSet<>(made.aliases())) {
        Claim owner = claims.get(alias);
        String other = owner != null ? owner.handle().subject() : aliasOwners.get(alias);
        if (!ID.matcher(alias).matches()) {
          problems.add(
              DiscoveryProblem.of(
                  Kind.INVALID_ID,
                  handle.subject(),
                  "its alias '"
                      + alias
                      + "' is not made of lower case letters, digits and single hyphens"));
        } else if (other != null) {
          problems.add(
              DiscoveryProblem.of(
                  Kind.ALIAS_TAKEN,
                  handle.subject(),
                  "its alias '" + alias + "' is a name of " + other));
        } else {
          aliasOwners.put(alias, handle.subject());
          aliases.add(alias);
        }
      }
      ProviderInfo info = new ProviderInfo(made.id(), aliases, handle.className(), handle.jar());
      return new LoadedProvider(info, made.provider(), made.call());
    }
  }
}
