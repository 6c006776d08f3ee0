package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealKubernetes;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The command on a real cluster, as whoever has one of its kubeconfigs.
 *
 * @param real the cluster
 * @param home a directory of the test
 */
record Cluster(RealKubernetes real, Path home) {

  static final String IMAGE = "test/busybox:1";

  /** It may have much to do. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Skips the test, with the reason, where there is none. */
  static Cluster of(Path home) {
    return new Cluster(RealRuntime.kubernetes(), home);
  }

  /** As the user of a kubeconfig. */
  Cli as(Path kubeconfig) {
    return new Cli(home)
        .with("FAIRLEAD_RUNTIME", "kubernetes")
        .with("KUBECONFIG", kubeconfig.toString())
        .patience(PATIENCE);
  }

  /** As its administrator. */
  Cli cli() {
    return as(real.kubeconfig());
  }

  /** What has to go well. */
  Cli.Result ok(String... line) {
    Cli.Result result = cli().run(line);
    assertThat(result.code()).as(String.join(" ", line) + ": " + result).isZero();
    return result;
  }

  /** Objects of all kinds with a name in theirs, by the cluster's own word. */
  List<String> objects(String name) throws IOException {
    Process left =
        new ProcessBuilder(real.command().resolveSibling("left.sh").toString())
            .redirectErrorStream(true)
            .start();
    String all = new String(left.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return all.lines().filter(line -> line.contains(name)).toList();
  }
}
