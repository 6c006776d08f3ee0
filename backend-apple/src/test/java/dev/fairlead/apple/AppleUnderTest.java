package dev.fairlead.apple;

import dev.fairlead.spi.Backend;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LeakProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The stand-in over a real Podman as the kit sees it. Opened before the first test that has one,
 * and closed after the last.
 */
final class AppleUnderTest implements ContractSubject, BeforeEachCallback, AfterAllCallback {

  private static final Duration LONG = Duration.ofSeconds(50);

  private Path directory;
  private Stage stage;
  private Backend backend;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    if (backend == null) {
      directory = Files.createTempDirectory("fairlead-apple-");
      stage = Stage.overPodman(directory);
      stage.control("SAMPLE=0.3");
      backend = new AppleProvider().open(Stage.endpoint(), stage.options()).block(LONG);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (backend != null) {
      backend.close().block(LONG);
      backend = null;
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  Stage stage() {
    return stage;
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public String image() {
    return "busybox";
  }

  @Override
  public boolean endsLastLines() {
    return true;
  }

  @Override
  public Duration stepTimeout() {
    return Duration.ofSeconds(40);
  }

  @Override
  public Duration releaseTimeout() {
    return Duration.ofSeconds(5);
  }

  @Override
  public int repetitions() {
    return 3;
  }

  @Override
  public List<LeakProbe> leakProbes() {
    return List.of(new LeakProbe("child processes", Children::count));
  }
}
