package dev.fairlead.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The containers that the rows on a real Docker need, made and removed by its own command. */
final class RealDocker implements AutoCloseable {

  private static final String LINE = "x".repeat(Tally.LINE_BYTES - 1);

  private final Path socket;
  private final String log;

  /** Makes them of the image {@code busybox}. */
  RealDocker(Path socket, long lines) throws IOException {
    this.socket = socket;
    this.log = "lines-" + lines;
    docker("run", "-d", "--name", "web", "-l", "a=b", "-l", "c=d", "busybox", "sleep", "3600");
    docker("run", "--name", log, "busybox", "sh", "-c", "yes " + LINE + " | head -n " + lines);
  }

  Path socket() {
    return socket;
  }

  private void docker(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("docker", "-H", "unix://" + socket));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    docker("rm", "-f", "web", log);
  }
}
