package dev.fairlead.core;

import static dev.fairlead.core.Candidates.machine;
import static dev.fairlead.core.PluginJars.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.spi.BackendProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

class ClassPathTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path scratch;

  @Test
  void brokenEntriesOfTheClassPathAreReportedAndTheOthersFound() throws IOException {
    Path broken =
        PluginJars.in(scratch)
            .line("plugin.Missing")
            .service("good", provider("good", "good", 1))
            .source("Plain", "package plugin; public class Plain {}")
            .line("plugin.Plain")
            .service(
                "Deep",
                provider("Deep", "deep", 1, "public Deep() { fall(); } void fall() { fall(); }"))
            .explode(Files.createDirectory(scratch.resolve("one")));
    Path malformed = Files.createDirectory(scratch.resolve("two"));
    Path services = malformed.resolve("META-INF/services/" + BackendProvider.class.getName());
    Files.createDirectories(services.getParent());
    Files.writeString(services, "not a class name\n");
    Path fine =
        PluginJars.in(scratch)
            .service("fine", provider("fine", "fine", 1))
            .explode(Files.createDirectory(scratch.resolve("three")));
    try (URLClassLoader application =
        new URLClassLoader(
            new URL[] {broken.toUri().toURL(), malformed.toUri().toURL(), fine.toUri().toURL()},
            getClass().getClassLoader())) {
      RuntimeKernel kernel =
          RuntimeKernel.builder().classLoader(application).machine(machine(Map.of())).build();
      kernel
          .report()
          .then(kernel.report())
          .as(StepVerifier::create)
          .assertNext(
              report -> {
                assertThat(report.providers())
                    .extracting(ProviderInfo::id)
                    .containsExactly("fine", "good");
                assertThat(report.providers())
                    .extracting(ProviderInfo::jar)
                    .containsOnly(Optional.empty());
                assertThat(report.problems())
                    .allMatch(problem -> problem.kind() == Kind.BROKEN_PROVIDER)
                    .extracting(DiscoveryProblem::toString)
                    .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).contains("plugin.Missing"),
                        text -> assertThat(text).contains("plugin.Plain"),
                        text -> assertThat(text).contains("StackOverflowError"),
                        text -> assertThat(text).contains(services.toUri().getPath()));
              })
          .expectComplete()
          .verify(PATIENCE);
    }
  }

  @Test
  void theProvidersAreListedWithoutAskingAnyOfThem() {
    StubProvider provider =
        new StubProvider(
            "docker",
            context -> {
              throw new AssertionError("nobody is to be asked");
            },
            "moby");
    RuntimeKernel.builder()
        .classLoader(ClassLoader.getPlatformClassLoader())
        .provider(provider)
        .build()
        .providers()
        .as(StepVerifier::create)
        .assertNext(
            info -> {
              assertThat(info.id()).isEqualTo("docker");
              assertThat(info.answersTo("MOBY")).isTrue();
              assertThat(info.origin()).isEqualTo(StubProvider.class.getName());
            })
        .expectComplete()
        .verify(PATIENCE);
    assertThat(provider.probes()).isZero();
  }
}
