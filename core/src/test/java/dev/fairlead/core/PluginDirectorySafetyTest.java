package dev.fairlead.core;

import static dev.fairlead.core.Candidates.machine;
import static dev.fairlead.core.PluginJars.provider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import dev.fairlead.core.report.RuntimeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** Code that somebody else could have put there is not loaded. */
class PluginDirectorySafetyTest {

  @TempDir private Path scratch;
  private Path plugins;
  private RuntimeKernel kernel;

  @BeforeEach
  void dropAPluginIn() throws IOException {
    assumeTrue(
        scratch.getFileSystem().supportedFileAttributeViews().contains("unix"),
        "only POSIX systems keep modes and owners");
    plugins = Files.createDirectory(scratch.resolve("plugins"));
    mode(plugins, "rwxr-xr-x");
    PluginJars.in(scratch)
        .service("alpha", provider("alpha", "alpha", 1))
        .write(plugins.resolve("alpha.jar"));
    kernel =
        RuntimeKernel.builder()
            .classLoader(getClass().getClassLoader())
            .machine(machine(Map.of()))
            .pluginDirectory(plugins)
            .build();
  }

  @Test
  void aDirectoryThatOthersCanWriteIsRefusedUntilItIsMended() throws IOException {
    expect(report -> assertThat(report.providers()).hasSize(1));
    mode(plugins, "rwxrwxrwx");
    expect(
        report -> {
          assertThat(report.providers()).isEmpty();
          DiscoveryProblem problem = report.problems().get(0);
          assertThat(problem.kind()).isEqualTo(Kind.UNSAFE_PERMISSIONS);
          assertThat(problem.subject()).isEqualTo(plugins.toString());
          assertThat(problem.remedy().orElseThrow()).startsWith("chmod go-w ");
        });
    mode(plugins, "rwxr-xr-x");
    expect(report -> assertThat(report.providers()).hasSize(1));
  }

  @Test
  void aJarThatOthersCanWriteIsRefusedAlone() throws IOException {
    PluginJars.in(scratch)
        .service("beta", provider("beta", "beta", 1))
        .write(plugins.resolve("beta.jar"));
    mode(plugins.resolve("alpha.jar"), "rw-rw-r--");
    expect(
        report -> {
          assertThat(report.require().backend()).isEqualTo("beta");
          assertThat(report.problems())
              .singleElement()
              .extracting(DiscoveryProblem::kind)
              .isEqualTo(Kind.UNSAFE_PERMISSIONS);
        });
  }

  @Test
  void aLinkIsFollowedAndWhatItPointsToIsLookedAt() throws IOException {
    Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
    mode(elsewhere, "rwxr-xr-x");
    Path moved = Files.move(plugins.resolve("alpha.jar"), elsewhere.resolve("alpha.jar"));
    Files.createSymbolicLink(plugins.resolve("alpha.jar"), moved);
    expect(report -> assertThat(report.require().backend()).isEqualTo("alpha"));
    mode(elsewhere, "rwxrwxrwx");
    expect(
        report -> {
          assertThat(report.providers()).isEmpty();
          assertThat(report.problems().get(0).kind()).isEqualTo(Kind.UNSAFE_PERMISSIONS);
        });
  }

  private void expect(Consumer<RuntimeReport> expectation) {
    kernel
        .report()
        .as(StepVerifier::create)
        .assertNext(expectation)
        .expectComplete()
        .verify(Duration.ofSeconds(20));
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
