package dev.fairlead.jobs.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the init steps of a job as a whole. */
final class InitStepList {

  private InitStepList() {}

  static void check(String job, List<InitStep> steps) {
    Set<String> names = new HashSet<>();
    for (InitStep step : steps) {
      refuseIf(!names.add(step.name()), "job " + job + " has two init steps named " + step.name());
      String container = JobSpec.stepName(job, step.name());
      refuseIf(
          container.length() > JobSpec.MAX_HOST_NAME,
          "init step "
              + step.name()
              + " of job "
              + job
              + " would be container "
              + container
              + ", and a name has at most "
              + JobSpec.MAX_HOST_NAME
              + " characters");
    }
    refuseIf(
        steps.size() > InitStep.MOST,
        "job " + job + " has " + steps.size() + " init steps, and may have " + InitStep.MOST);
  }

  private static void refuseIf(boolean wrong, String words) {
    if (wrong) {
      throw new IllegalArgumentException(words);
    }
  }
}
