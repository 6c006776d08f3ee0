package dev.fairlead.benchmarks.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How long {@code fairlead ps} takes as a whole process, beside a JVM that only prints a word and
 * beside {@code docker ps}, all of them in turn, on a daemon that answers at once.
 */
public final class StartBenchmark {

  private static final int CONTAINERS = 3;

  private StartBenchmark() {}

  /**
   * Measures and prints medians and ratios.
   *
   * @param args the directory of an unpacked distribution; then, if not 15, how many runs each gets
   * @throws IOException if a command cannot be started, or fails
   * @throws InterruptedException if somebody interrupts it
   */
  public static void main(String... args) throws IOException, InterruptedException {
    if (args.length == 0) {
      System.err.println("usage: StartBenchmark DISTRIBUTION [RUNS]");
      System.exit(2);
    }
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    Path directory = Files.createTempDirectory("start");
    try (ScriptedDaemon daemon = ScriptedDaemon.at(directory.resolve("s"), CONTAINERS)) {
      List<Contender> all = contenders(Path.of(args[0]).toRealPath(), directory, daemon.host());
      for (Contender one : all) {
        one.warmUp();
      }
      for (int i = 0; i < runs; i++) {
        for (Contender one : all) {
          one.run();
        }
      }
      print(all, runs);
    } finally {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private static List<Contender> contenders(Path distribution, Path directory, String host)
      throws IOException, InterruptedException {
    Path javaHome = Path.of(System.getProperty("java.home"));
    Map<String, String> environment =
        Map.of("DOCKER_HOST", host, "JAVA_HOME", javaHome.toString(), "HOME", directory.toString());
    String fairlead = distribution.resolve("bin/fairlead").toString();
    List<Contender> all = new ArrayList<>();
    all.add(
        new Contender("hello", new HelloJvm(javaHome, directory).prepare(), directory, Map.of()));
    new Contender("fairlead prepare", List.of(fairlead, "prepare"), directory, environment).run();
    Contender ps = new Contender("fairlead ps", List.of(fairlead, "ps"), directory, environment);
    ps.run();
    if (ps.output().lines().count() != CONTAINERS + 1) {
      throw new IOException("fairlead ps printed something else: " + ps.output());
    }
    all.add(ps);
    docker()
        .ifPresent(
            path ->
                all.add(
                    new Contender(
                        "docker ps", List.of(path.toString(), "ps"), directory, environment)));
    return all;
  }

  private static Optional<Path> docker() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .map(place -> Path.of(place, "docker"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void print(List<Contender> all, int runs) {
    System.out.printf(
        Locale.ROOT,
        "Java %s, %d containers, %d runs of each in turn%n%n%-12s %10s %10s %10s%n",
        Runtime.version(),
        CONTAINERS,
        runs,
        "",
        "median ms",
        "least ms",
        "CPU ms");
    for (Contender one : all) {
      System.out.printf(
          Locale.ROOT,
          "%-12s %10.1f %10.1f %10.1f%n",
          one.name(),
          median(one.wallMillis()),
          one.wallMillis().stream().mapToDouble(wall -> wall).min().orElse(0),
          one.cpuMillis() / runs);
    }
    System.out.println();
    Contender ps = all.get(1);
    for (Contender other : all) {
      if (other != ps) {
        List<Double> ratios =
            IntStream.range(0, runs)
                .mapToObj(i -> ps.wallMillis().get(i) / other.wallMillis().get(i))
                .toList();
        System.out.printf(
            Locale.ROOT,
            "%s: %.2f times %s (CPU: %.2f)%n",
            ps.name(),
            median(ratios),
            other.name(),
            ps.cpuMillis() / Math.max(1, other.cpuMillis()));
      }
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
