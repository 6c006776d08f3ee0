package dev.fairlead.apple;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.testing.RealRuntime;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory by which a test tells the stand-in of {@code testbed/apple} how to behave, and in
 * which that notes each call.
 */
final class Stage {

  /** The stand-in. */
  static final Path PROGRAM = program();

  private final Path directory;
  private final boolean real;

  private Stage(Path directory, boolean real) {
    this.directory = directory;
    this.real = real;
  }

  /** For what needs no container: the stand-in plays the whole of it. */
  static Stage alone(Path directory) {
    assumeTrue(File.separatorChar == '/', "the stand-in is a script of a Unix shell");
    return new Stage(directory, false);
  }

  /** In front of the test-bed's Podman; skips the test where there is none. */
  static Stage overPodman(Path directory) {
    RealRuntime.behindAppleStandIn();
    return new Stage(directory, true);
  }

  private static Path program() {
    try {
      return Path.of("..", "testbed", "apple", "container").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Endpoint endpoint() {
    return new AppleProgram(PROGRAM).endpoint();
  }

  /** Sets how each later call behaves, by lines such as {@code HANG=list}. */
  void control(String... lines) {
    try {
      Path next = Files.writeString(directory.resolve("next"), String.join("\n", lines) + "\n");
      Files.move(
          next,
          directory.resolve("control"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The calls until now. */
  List<String> calls() {
    Path calls = directory.resolve("calls");
    try {
      return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forgetCalls() {
    try {
      Files.deleteIfExists(directory.resolve("calls"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Linux machine where nothing but the stand-in is told of. */
  ProbeContext machine() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin"));
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("FAIRLEAD_APPLE_STAGE", directory.toString());
    if (real) {
      environment.put(
          "FAIRLEAD_TEST_PODMAN_SETTINGS",
          Path.of(RealRuntime.behindAppleStandIn().get("CONTAINERS_CONF")).getParent().toString());
    }
    return new ProbeContext(
        environment,
        directory,
        OperatingSystem.LINUX,
        Optional.empty(),
        Duration.ofSeconds(20),
        directory);
  }

  BackendOptions options() {
    return BackendOptions.defaults().with(BackendOptions.MACHINE, machine());
  }
}
