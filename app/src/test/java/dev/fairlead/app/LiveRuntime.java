package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real runtimes that the same words of the command have to mean the same on. */
enum LiveRuntime {
  /** A Docker Engine. */
  DOCKER("docker", "DOCKER_HOST") {
    @Override
    URI endpoint() {
      return RealRuntime.docker();
    }

    @Override
    String own(String... arguments) throws IOException {
      return said(Map.of(variable(), endpoint().toString()), List.of("docker"), arguments);
    }
  },

  /** The service of a Podman of root. */
  PODMAN("podman", "CONTAINER_HOST") {
    @Override
    URI endpoint() {
      return RealRuntime.podman();
    }

    @Override
    String own(String... arguments) throws IOException {
      return said(RealRuntime.podmanSettings(), List.of("podman"), arguments);
    }
  },

  /** A namespace of a cluster. */
  KUBERNETES("kubernetes", "KUBECONFIG") {
    @Override
    URI endpoint() {
      return RealRuntime.kubernetes().kubeconfig().toUri();
    }

    @Override
    String own(String... arguments) {
      throw new UnsupportedOperationException("kubectl speaks of pods, and not of containers");
    }

    @Override
    Map<String, String> environment() {
      return Map.of("FAIRLEAD_RUNTIME", id(), variable(), Path.of(endpoint()).toString());
    }

    /** Each takes a kubelet two seconds. */
    @Override
    int runsInARow() {
      return 5;
    }

    @Override
    Cli cli(Path home) {
      return super.cli(home).patience(Cluster.PATIENCE);
    }
  };

  private static final long LIMIT_SECONDS = 30;

  private final String id;
  private final String variable;

  LiveRuntime(String id, String variable) {
    this.id = id;
    this.variable = variable;
  }

  /** Those that tests run on. */
  static Stream<LiveRuntime> here() {
    return Stream.of(values());
  }

  /** Those whose own command has the words of this one. */
  static Stream<LiveRuntime> withTheSameWords() {
    return Stream.of(DOCKER, PODMAN);
  }

  /** How often the same is done over and over, where nothing else is asked for. */
  int runsInARow() {
    return 20;
  }

  /** What is given to {@code --runtime}. */
  String id() {
    return id;
  }

  /** The runtime's own variable for its endpoint. */
  String variable() {
    return variable;
  }

  /** Where it is; skips the test, with the reason, where there is none. */
  abstract URI endpoint();

  /** What its own command says; skips the test where there is no such command. */
  abstract String own(String... arguments) throws IOException;

  /** What makes a command in a process of its own choose it. */
  Map<String, String> environment() {
    return Map.of("FAIRLEAD_RUNTIME", id, variable, endpoint().toString());
  }

  /** The command in this process, on a machine that has nothing but this runtime. */
  Cli cli(Path home) {
    Cli cli = new Cli(home);
    environment().forEach(cli::with);
    return cli;
  }

  /** Whether it can do something at all, by what the command says of it. */
  boolean declares(Path home, String capability) throws IOException {
    Cli.Result told = cli(home).run("-o", "json", "capabilities");
    assertThat(told.code()).as(told::toString).isZero();
    JsonNode all = new ObjectMapper().readTree(told.out());
    for (JsonNode one : all.get("capabilities")) {
      if (one.get("capability").asText().equals(capability)) {
        return one.get("declared").asBoolean();
      }
    }
    throw new AssertionError("there is no capability " + capability + " in " + all);
  }

  /** Skips the test unless it can do all of something, in the words of the kit. */
  void requires(Path home, String... capabilities) throws IOException {
    for (String capability : capabilities) {
      assumeTrue(declares(home, capability), () -> "not declared: " + capability);
    }
  }

  private static String said(
      Map<String, String> environment, List<String> program, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(program);
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException notInstalled) {
      assumeTrue(false, "there is no such command: " + notInstalled.getMessage());
      return "";
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join().exitValue())
        .as(out)
        .isZero();
    return out;
  }
}
