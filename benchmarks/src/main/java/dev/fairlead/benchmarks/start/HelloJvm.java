package dev.fairlead.benchmarks.start;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The floor: a JVM that prints a word, with the options that {@code bin/fairlead} passes, and with
 * its classes laid out in the same way.
 */
final class HelloJvm {

  private static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=10",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xlog:disable");

  private final Path java;
  private final Path directory;

  HelloJvm(Path javaHome, Path directory) {
    this.java = javaHome.resolve("bin/java");
    this.directory = directory;
  }

  /** Lays out its classes, and says how to start it. */
  List<String> prepare() throws IOException, InterruptedException {
    jar();
    if (Runtime.version().feature() >= 25) {
      run("-XX:AOTMode=record", "-XX:AOTConfiguration=seen", "-cp", "hello.jar", name());
      run(
          "-XX:AOTMode=create",
          "-XX:AOTConfiguration=seen",
          "-XX:AOTCache=classes",
          "-cp",
          "hello.jar");
      return line("-XX:AOTCache=classes", "-cp", "hello.jar", name());
    }
    run("-XX:DumpLoadedClassList=seen", "-cp", "hello.jar", name());
    run(
        "-Xshare:dump",
        "-XX:SharedClassListFile=seen",
        "-XX:SharedArchiveFile=classes",
        "-cp",
        "hello.jar");
    return line("-XX:SharedArchiveFile=classes", "-cp", "hello.jar", name());
  }

  private static String name() {
    return Hello.class.getName();
  }

  private void jar() throws IOException {
    String entry = name().replace('.', '/') + ".class";
    try (JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(directory.resolve("hello.jar")));
        InputStream bytes =
            Objects.requireNonNull(Hello.class.getClassLoader()).getResourceAsStream(entry)) {
      jar.putNextEntry(new JarEntry(entry));
      Objects.requireNonNull(bytes).transferTo(jar);
      jar.closeEntry();
    }
  }

  private List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(List.of(java.toString()));
    line.addAll(OPTIONS);
    line.addAll(List.of(arguments));
    return line;
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(line(arguments))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(
          "the classes of hello could not be laid out: "
              + Files.readString(directory.resolve("said")));
    }
  }
}
