package dev.fairlead.app;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What can be configured: a key of the file, and an environment variable. */
enum ConfigurationKey {
  RUNTIME("docker", text -> {}),
  CONTAINER_HOST("unix:///run/docker.sock", RuntimeSyntax::endpoint),
  IMAGE("trainer:1", text -> {}),
  PULL_POLICY("IfNotPresent, Always or Never", TemplateOptions::pullPolicy),
  AUTO_REMOVE("true or false", ConfigurationKey::flag),
  GPUS("2, all or none", text -> checkGpus(text)),
  WORKDIR_BASE("/scratch/jobs", text -> checkPath(text)),
  ENV("a mapping of names to texts", text -> {});

  private final String example;
  private final Consumer<String> check;

  ConfigurationKey(String example, Consumer<String> check) {
    this.example = example;
    this.check = check;
  }

  /** As it stands in the file. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The environment variable; that for {@link #ENV} does not exist. */
  String variable() {
    return "FAIRLEAD_" + name();
  }

  /** What may be written, for messages. */
  String example() {
    return example;
  }

  /** Those that the file may have, in words. */
  static String all() {
    return String.join(", ", List.of(values()).stream().map(ConfigurationKey::key).toList());
  }

  /**
   * Refuses a value that makes no sense.
   *
   * @param text the value
   * @param from who gives it, in words that go before a colon
   * @return the value
   * @throws IllegalArgumentException if it makes none
   */
  String checked(String text, String from) {
    try {
      check.accept(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          from + ": " + e.getMessage() + "; write for example " + example, e);
    }
  }

  /** Reads what is yes or no. */
  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  private static void checkGpus(String text) {
    if (!text.equals(GpuSyntax.NONE)) {
      GpuSyntax.parse(text);
    }
  }

  private static void checkPath(String text) {
    if (!text.startsWith("/") && !text.startsWith("~/")) {
      throw new IllegalArgumentException("'" + text + "' is not an absolute path");
    }
  }
}
