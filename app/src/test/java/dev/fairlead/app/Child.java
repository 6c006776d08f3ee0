package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, from the classes under test. */
final class Child {

  private Child() {}

  /** Program and arguments, without those of the command itself; it needs {@link #classPath}. */
  static List<String> command() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-XX:TieredStopAtLevel=1", "dev.fairlead.app.Main");
  }

  /** What the variable {@code CLASSPATH} has to be. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** What came of it. */
  record Result(int code, String out, String err) {}

  /** Runs it to its end. */
  static Result run(Path scratch, Map<String, String> environment, String input, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(command());
    command.addAll(List.of(args));
    Path streams = Files.createTempDirectory(scratch, "child");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Files.writeString(streams.resolve("in"), input).toFile())
            .redirectOutput(streams.resolve("out").toFile())
            .redirectError(streams.resolve("err").toFile());
    builder.environment().put("CLASSPATH", classPath());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended;
    try {
      ended = process.waitFor(60, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    Result result =
        new Result(
            ended ? process.exitValue() : -1,
            Files.readString(streams.resolve("out")),
            Files.readString(streams.resolve("err")));
    assertThat(ended).as("the command ends: " + result).isTrue();
    return result;
  }
}
