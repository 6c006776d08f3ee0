package dev.fairlead.benchmarks.start;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command that is run again and again, as a whole process, with what each run took. */
final class Contender {

  private static final Path OWN_TIMES = Path.of("/proc/self/stat");

  /** Linux counts the processor time of children in hundredths of a second (proc(5)). */
  private static final double TICKS_PER_MILLISECOND = 0.1;

  private final String name;
  private final List<String> line;
  private final Path directory;
  private final Map<String, String> environment;
  private final List<Double> wallMillis = new ArrayList<>();
  private double cpuMillis;

  Contender(String name, List<String> line, Path directory, Map<String, String> environment) {
    this.name = name;
    this.line = line;
    this.directory = directory;
    this.environment = environment;
  }

  String name() {
    return name;
  }

  /** Runs it once and forgets what that took. */
  void warmUp() throws IOException, InterruptedException {
    run();
    wallMillis.clear();
    cpuMillis = 0;
  }

  /** Runs it once. */
  void run() throws IOException, InterruptedException {
    Path errors = directory.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(Redirect.to(directory.resolve("output").toFile()))
            .redirectError(Redirect.to(errors.toFile()));
    builder.environment().putAll(environment);
    double before = childrenMillis();
    long began = System.nanoTime();
    int code = builder.start().waitFor();
    wallMillis.add((System.nanoTime() - began) / 1e6);
    cpuMillis += childrenMillis() - before;
    if (code != 0) {
      throw new IOException(name + " ended with " + code + ": " + Files.readString(errors));
    }
  }

  /** What it printed last. */
  String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  private static double childrenMillis() throws IOException {
    if (!Files.isReadable(OWN_TIMES)) {
      return 0;
    }
    String stat = Files.readString(OWN_TIMES);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_MILLISECOND;
  }

  /** Wall time of each run, in the order of the runs. */
  List<Double> wallMillis() {
    return wallMillis;
  }

  /** Processor time of all runs together. */
  double cpuMillis() {
    return cpuMillis;
  }
}
