package dev.fairlead.app;

import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.spec.PipPackages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What {@code job run} does before any node of a job is made. */
final class JobPreparationOptions {

  @Option(
      names = "--init-step",
      paramLabel = "NAME=COMMAND",
      description =
          "What has to succeed once before any node is made, executed by sh in the image; may be"
              + " repeated, one after the other.")
  List<String> steps = new ArrayList<>();

  @Option(
      names = "--init-image",
      paramLabel = "NAME=IMAGE",
      description = "The image of an init step; that of the nodes by default.")
  List<String> images = new ArrayList<>();

  @Option(
      names = "--init-timeout",
      paramLabel = "[NAME=]DURATION",
      description =
          "How long an init step may take, or each; 10m by default. The installation of packages is"
              + " called pip.")
  List<String> timeouts = new ArrayList<>();

  @Option(
      names = "--pip",
      paramLabel = "PACKAGE",
      description =
          "A Python package that the image's own pip installs first, once for all nodes where they"
              + " can share it; may be repeated.")
  List<String> packages = new ArrayList<>();

  /**
   * Adds all of it to a job.
   *
   * @param job what it is added to
   * @throws IllegalArgumentException if an option is malformed; the message names it
   */
  void addTo(JobSpecBuilder job) {
    Map<String, InitStep> all = new LinkedHashMap<>();
    for (String text : steps) {
      String name = name(text, "--init-step");
      InitStep step = InitStep.of(name, "sh", "-c", text.substring(name.length() + 1));
      if (all.put(name, step) != null) {
        throw new IllegalArgumentException("two init steps are named " + name);
      }
    }
    for (String text : images) {
      String name = name(text, "--init-image");
      all.put(name, known(all, name).withImage(text.substring(name.length() + 1)));
    }
    Duration pip = limit(all);
    job.initSteps(List.copyOf(all.values()));
    if (!packages.isEmpty()) {
      job.packages(new PipPackages(packages, pip));
    }
  }

  /** Those for all first, and then those for one. */
  private Duration limit(Map<String, InitStep> all) {
    Duration pip = InitStep.DEFAULT_DEADLINE;
    for (String text : timeouts.stream().filter(text -> text.indexOf('=') < 0).toList()) {
      pip = DurationSyntax.duration(text);
      Duration each = pip;
      all.replaceAll((name, step) -> step.withDeadline(each));
    }
    for (String text : timeouts.stream().filter(text -> text.indexOf('=') >= 0).toList()) {
      String name = name(text, "--init-timeout");
      Duration limit = DurationSyntax.duration(text.substring(name.length() + 1));
      if (name.equals(InitStep.PIP)) {
        pip = limit;
      } else {
        all.put(name, known(all, name).withDeadline(limit));
      }
    }
    return pip;
  }

  private static String name(String text, String option) {
    int end = text.indexOf('=');
    if (end < 1 || end == text.length() - 1) {
      throw new IllegalArgumentException(
          "'" + text + "' of " + option + " has no name of a step before an equals sign");
    }
    return text.substring(0, end);
  }

  private static InitStep known(Map<String, InitStep> all, String name) {
    InitStep step = all.get(name);
    if (step == null) {
      throw new IllegalArgumentException(
          "there is no init step " + name + "; add --init-step " + name + "=COMMAND");
    }
    return step;
  }
}
