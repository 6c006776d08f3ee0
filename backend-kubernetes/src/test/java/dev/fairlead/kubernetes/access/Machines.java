package dev.fairlead.kubernetes.access;

import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Machines that are made up in a directory. */
final class Machines {

  static final Duration LIMIT = Duration.ofSeconds(20);

  private Machines() {}

  static ProbeContext in(Path directory, Map<String, String> variables) {
    return new ProbeContext(
        variables,
        directory.resolve("home"),
        OperatingSystem.LINUX,
        Optional.empty(),
        Duration.ofSeconds(5),
        directory.resolve("root"));
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A kubeconfig with one context, cluster and user. */
  static String kubeconfig(String name, String server, String user) {
    return String.join(
        "\n",
        "apiVersion: v1",
        "kind: Config",
        "current-context: " + name,
        "contexts:",
        "- name: " + name,
        "  context: {cluster: " + name + ", user: " + name + ", namespace: of-" + name + "}",
        "clusters:",
        "- name: " + name,
        "  cluster: {server: '" + server + "'}",
        "users:",
        "- name: " + name,
        "  user: " + user,
        "");
  }
}
