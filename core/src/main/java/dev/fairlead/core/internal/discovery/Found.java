package dev.fairlead.core.internal.discovery;

import dev.fairlead.core.report.DiscoveryProblem;
import java.util.List;

/**
 * What one place holds.
 *
 * @param handles the providers that are named there
 * @param problems what is wrong there
 */
record Found(List<ProviderHandle> handles, List<DiscoveryProblem> problems) {

  Found {
    handles = List.copyOf(handles);
    problems = List.copyOf(problems);
  }

  static Found only(DiscoveryProblem problem) {
    return new Found(List.of(), List.of(problem));
  }
}
