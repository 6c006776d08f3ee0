package dev.fairlead.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A script as a process of its own: how it is called, and what became of it. */
final class Script {

  private static final int PATIENCE_SECONDS = 55;

  private final Path file;
  private final Path scratch;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private byte[] input = {};
  private Path directory;

  Script(Path file, Path directory) {
    this.file = file;
    this.scratch = directory;
    this.directory = directory;
    environment.put("PATH", System.getenv("PATH"));
    environment.put("LC_ALL", "C.UTF-8");
  }

  Script with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Script without(String variable) {
    environment.remove(variable);
    return this;
  }

  Script in(Path elsewhere) {
    directory = elsewhere;
    return this;
  }

  Script reading(byte[] bytes) {
    input = bytes;
    return this;
  }

  /** How a call ended. */
  record Result(int code, String out, String err) {}

  /** A call that goes on. */
  record Call(Process process, Path out, Path err) {

    Result end() throws IOException, InterruptedException {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("the script ends; it said " + Files.readString(err)).isTrue();
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  Result run(String... arguments) throws IOException, InterruptedException {
    return start(arguments).end();
  }

  Call start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    Path streams = Files.createTempDirectory(scratch, "call");
    Path out = streams.resolve("out");
    Path err = streams.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .redirectInput(Files.write(streams.resolve("in"), input).toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new Call(builder.start(), out, err);
  }

  /** Something that comes true while a script runs. */
  interface Condition {
    boolean holds() throws IOException;
  }

  static void await(Condition condition) throws IOException {
    Instant deadline = Instant.now().plusSeconds(PATIENCE_SECONDS);
    while (!condition.holds()) {
      assertThat(Instant.now()).as("the condition holds in time").isBefore(deadline);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** Writes a shell script that can be called. */
  static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, ("#!/bin/sh\n" + text).getBytes(StandardCharsets.UTF_8));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
