package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a container is made from, where it is one alone and where it is one of many. */
final class TemplateOptions {

  @Option(
      names = {"-e", "--env"},
      paramLabel = "K[=V]",
      description = "Set an environment variable; without a value, take it over from here.")
  List<String> env = new ArrayList<>();

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "Read environment variables from a file.")
  List<Path> envFiles = new ArrayList<>();

  @Option(
      names = {"-l", "--label"},
      paramLabel = "K[=V]",
      description = "Add a label.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--label-file",
      paramLabel = "FILE",
      description = "Read labels from a file, a K=V on each line.")
  List<Path> labelFiles = new ArrayList<>();

  @Option(
      names = "--annotation",
      paramLabel = "K=V",
      description = "Add an annotation, where the runtime tells them from labels.")
  List<String> annotations = new ArrayList<>();

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      description = "User of the process.")
  @Nullable String user;

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "DIR",
      description = "Working directory inside.")
  @Nullable String workdir;

  @Option(
      names = "--entrypoint",
      paramLabel = "PROGRAM",
      description = "Replace the image's entrypoint; empty to clear it.")
  @Nullable String entrypoint;

  @Option(
      names = "--stop-signal",
      paramLabel = "SIGNAL",
      description = "What asks the process to end.")
  @Nullable String stopSignal;

  @Option(
      names = "--stop-timeout",
      paramLabel = "DURATION",
      description = "How long it may take to end; seconds or 1m30s.")
  @Nullable String stopTimeout;

  @Option(names = "--init", description = "Run a small init process that reaps orphans.")
  boolean init;

  @Option(names = "--platform", paramLabel = "OS/ARCH", description = "Platform of the image.")
  @Nullable String platform;

  @Option(
      names = "--pull",
      paramLabel = "WHEN",
      description = "Pull the image: always, missing (the default; IfNotPresent too) or never.")
  @Nullable String pull;

  @Option(
      names = "--option",
      paramLabel = "BACKEND.K=V",
      description = "A wish that only one runtime knows.")
  List<String> backendOptions = new ArrayList<>();

  void addTo(ContainerSpecBuilder spec, Path here, Map<String, String> variables) {
    spec.init(init);
    envFiles.forEach(
        file -> EnvironmentSyntax.file(here.resolve(file), variables).forEach(spec::env));
    env.forEach(text -> EnvironmentSyntax.variable(text, variables).forEach(spec::env));
    labelFiles.forEach(file -> EnvironmentSyntax.labels(here.resolve(file)).forEach(spec::label));
    labels.forEach(text -> Settings.keyValue(text, "label", spec::label));
    annotations.forEach(text -> Settings.keyValue(text, "annotation", spec::annotation));
    backendOptions.forEach(text -> Settings.keyValue(text, "option", spec::backendOption));
    Settings.ifGiven(user, spec::user);
    Settings.ifGiven(workdir, spec::workingDirectory);
    Settings.ifGiven(
        entrypoint, value -> spec.entrypoint(value.isEmpty() ? List.of() : List.of(value)));
    Settings.ifGiven(stopSignal, value -> spec.stopSignal(Signal.parse(value)));
    Settings.ifGiven(stopTimeout, value -> spec.stopGrace(DurationSyntax.duration(value)));
    Settings.ifGiven(platform, value -> spec.platform(Platform.parse(value)));
    spec.pullPolicy(pull == null ? PullPolicy.IF_NOT_PRESENT : pullPolicy(pull));
  }

  /** Reads docker's words, and Kubernetes' ones. */
  static PullPolicy pullPolicy(String pull) {
    return switch (pull.toLowerCase(Locale.ROOT)) {
      case "always" -> PullPolicy.ALWAYS;
      case "missing", "ifnotpresent" -> PullPolicy.IF_NOT_PRESENT;
      case "never" -> PullPolicy.NEVER;
      default ->
          throw new IllegalArgumentException(
              "'" + pull + "' does not say when to pull; use always, missing or never");
    };
  }
}
