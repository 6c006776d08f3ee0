package dev.fairlead.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands, as whole processes whose output goes into a pipe. */
final class Commands {

  /** Where the distribution is that {@code mvn package} makes, or another one to be measured. */
  private static final String HOME = "fairlead.home";

  private static final int LINES = 8192;

  private Commands() {}

  /** {@code logs} of both: a rate, so that the slow one may read less. */
  static Results logs(Path socket, Scale scale) throws IOException {
    List<String> peers = new ArrayList<>();
    Path fairlead = fairlead();
    if (fairlead != null) {
      peers.add(Peers.FAIRLEAD);
      prepare(fairlead);
    }
    if (onPath("docker")) {
      peers.add(Peers.DOCKER);
    }
    Results results = new Results("logs to a pipe, whole command", "MB/s", peers);
    for (int i = 0; i < Math.min(3, scale.rounds()); i++) {
      if (fairlead != null) {
        long lines = scale == Scale.FULL ? 640L * LINES : LINES;
        results.add(
            Peers.FAIRLEAD,
            run(lines, fairlead.toString(), "-H", "unix://" + socket, "logs", "lines-" + lines));
      }
      if (peers.contains(Peers.DOCKER)) {
        long lines = scale == Scale.FULL ? 80L * LINES : LINES;
        results.add(
            Peers.DOCKER, run(lines, "docker", "-H", "unix://" + socket, "logs", "lines-" + lines));
      }
    }
    return results;
  }

  /** As whoever installs it does. */
  private static void prepare(Path fairlead) throws IOException {
    try {
      new ProcessBuilder(fairlead.toString(), "prepare")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable Path fairlead() throws IOException {
    String told = System.getProperty(HOME);
    if (told != null) {
      return Path.of(told, "bin", "fairlead");
    }
    Path built = Path.of("app", "target");
    if (!Files.isDirectory(built)) {
      return null;
    }
    try (Stream<Path> inside = Files.list(built)) {
      return inside
          .map(directory -> directory.resolve("bin").resolve("fairlead"))
          .filter(Files::isExecutable)
          .findFirst()
          .orElse(null);
    }
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static Sample run(long lines, String... command) throws IOException {
    List<String> timed =
        new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='@cpu %U %S'; time \"$@\"", "time"));
    timed.addAll(List.of(command));
    long begin = System.nanoTime();
    Process process = new ProcessBuilder(timed).start();
    process.getOutputStream().close();
    long bytes = 0;
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = process.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double cpu = Double.NaN;
    StringBuilder said = new StringBuilder();
    try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        if (line.startsWith("@cpu ")) {
          String[] parts = line.split(" ", -1);
          cpu = Double.parseDouble(parts[1]) + Double.parseDouble(parts[2]);
        } else {
          said.append(line).append('\n');
        }
      }
    }
    if (bytes != lines * Tally.LINE_BYTES) {
      throw new IOException(command[0] + " printed " + bytes + " bytes, and said: " + said);
    }
    double megabytes = bytes / 1e6;
    return Sample.empty().put(Sample.RATE, megabytes / seconds).put(Sample.CPU, cpu / megabytes);
  }
}
