package dev.fairlead.core;

import static dev.fairlead.core.Candidates.machine;
import static dev.fairlead.core.Candidates.up;
import static dev.fairlead.core.PluginJars.provider;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.core.report.RankedCandidate;
import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.container.ContainerSpec;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class PluginTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path scratch;
  private Path plugins;

  @BeforeEach
  void makeTheDirectory() throws IOException {
    plugins = Files.createDirectory(scratch.resolve("plugins"));
  }

  @Test
  void aBackendThatIsOnlyInAPluginIsFoundAndRuns() throws IOException {
    Path jar = good("alpha", 100).write(plugins.resolve("alpha.jar"));
    RuntimeKernel kernel = kernel();
    RuntimeReport report = report(kernel);
    assertThat(report.problems()).isEmpty();
    assertThat(report.providers())
        .singleElement()
        .satisfies(
            info -> {
              assertThat(info.id()).isEqualTo("alpha");
              assertThat(info.jar()).contains(jar);
              assertThat(info.origin()).isEqualTo("plugin.alpha in " + jar);
            });
    runLate(kernel.open().block(PATIENCE));
  }

  @Test
  void anOpenedPluginGoesOnAfterItsJarWasRemovedOrOverwritten() throws IOException {
    Path jar = good("alpha", 100).write(plugins.resolve("alpha.jar"));
    Path other = good("beta", 100).write(plugins.resolve("beta.jar"));
    RuntimeKernel kernel = kernel();
    ContainerRuntime alpha = kernel.open(RuntimeSelection.named("alpha")).block(PATIENCE);
    ContainerRuntime beta = kernel.open(RuntimeSelection.named("beta")).block(PATIENCE);
    Files.write(jar, new byte[100], StandardOpenOption.TRUNCATE_EXISTING);
    Files.delete(other);
    runLate(alpha);
    runLate(beta);
  }

  @Test
  void jarsThatComeChangeAndGoAreSeenByTheSameKernel() throws IOException {
    RuntimeKernel kernel = kernel();
    assertThat(report(kernel).providers()).isEmpty();
    Path jar = good("alpha", 100).write(plugins.resolve("one.jar"));
    assertThat(ids(report(kernel))).containsExactly("alpha");
    assertThat(ids(report(kernel))).containsExactly("alpha");
    good("gamma", 100).write(jar);
    assertThat(ids(report(kernel))).containsExactly("gamma");
    Files.delete(jar);
    assertThat(ids(report(kernel))).isEmpty();
  }

  @Test
  void aDirectoryThatComesLaterIsSeen() throws IOException {
    Files.delete(plugins);
    RuntimeKernel kernel = kernel();
    assertThat(report(kernel).problems()).isEmpty();
    Files.createDirectory(plugins);
    good("alpha", 100).write(plugins.resolve("alpha.jar"));
    assertThat(ids(report(kernel))).containsExactly("alpha");
  }

  @Test
  void aProviderIsMadeOnceAsLongAsItsJarStays() throws IOException {
    PluginJars.in(scratch)
        .service(
            "Counted",
            provider(
                "Counted",
                "counted",
                1,
                "public Counted() { System.setProperty(\"counted\","
                    + " System.getProperty(\"counted\", \"\") + \"x\"); }"))
        .write(plugins.resolve("counted.jar"));
    System.clearProperty("counted");
    RuntimeKernel kernel = kernel();
    report(kernel);
    report(kernel);
    assertThat(System.getProperty("counted")).isEqualTo("x");
  }

  @Test
  void allThatIsBrokenIsReportedAndTheGoodOneFound() throws IOException {
    Files.writeString(plugins.resolve("a-text.jar"), "this is no archive");
    Files.createDirectory(plugins.resolve("b-directory.jar"));
    PluginJars.in(scratch).line("plugin.Missing").write(plugins.resolve("c-missing.jar"));
    PluginJars.in(scratch)
        .source("Plain", "package plugin; public class Plain {}")
        .line("plugin.Plain")
        .write(plugins.resolve("d-plain.jar"));
    PluginJars.in(scratch)
        .service(
            "Thrower",
            provider("Thrower", "thrower", 1, "public Thrower() { throw new Error(\"bang\"); }"))
        .write(plugins.resolve("e-thrower.jar"));
    PluginJars.in(scratch)
        .service(
            "Initialiser",
            provider("Initialiser", "initialiser", 1, "static int x = Integer.parseInt(\"?\");"))
        .write(plugins.resolve("f-initialiser.jar"));
    PluginJars.in(scratch)
        .source("Base", "package plugin; public class Base {}")
        .service(
            "Orphan",
            provider("Orphan", "orphan", 1).replace("class Orphan", "class Orphan extends Base"))
        .without("Base")
        .write(plugins.resolve("g-orphan.jar"));
    PluginJars.in(scratch).file("readme.txt", "nothing").write(plugins.resolve("h-empty.jar"));
    PluginJars.in(scratch).line("not a class name").write(plugins.resolve("i-syntax.jar"));
    PluginJars.in(scratch)
        .service(
            "Hidden",
            provider("Hidden", "hidden", 1).replace("public class Hidden", "class Hidden"))
        .write(plugins.resolve("j-hidden.jar"));
    PluginJars.in(scratch)
        .service("Badid", provider("Badid", "Bad Id", 1))
        .write(plugins.resolve("k-badid.jar"));
    PluginJars.in(scratch)
        .service(
            "Nullid", provider("Nullid", "nullid", 1).replace("return \"nullid\"", "return null"))
        .write(plugins.resolve("l-nullid.jar"));
    PluginJars.in(scratch)
        .service(
            "Throwid",
            provider("Throwid", "throwid", 1)
                .replace("return \"throwid\"; }", "throw new IllegalStateException(\"no id\"); }"))
        .write(plugins.resolve("m-throwid.jar"));
    good("good", 7).write(plugins.resolve("z-good.jar"));
    RuntimeReport report = report(kernel());
    assertThat(report.require().backend()).isEqualTo("good");
    assertThat(report.problems())
        .extracting(problem -> letter(problem), DiscoveryProblem::kind)
        .containsExactlyInAnyOrder(
            tuple("a", Kind.UNREADABLE_JAR),
            tuple("b", Kind.UNREADABLE_JAR),
            tuple("c", Kind.BROKEN_PROVIDER),
            tuple("d", Kind.BROKEN_PROVIDER),
            tuple("e", Kind.BROKEN_PROVIDER),
            tuple("f", Kind.BROKEN_PROVIDER),
            tuple("g", Kind.BROKEN_PROVIDER),
            tuple("h", Kind.NO_PROVIDER),
            tuple("i", Kind.BROKEN_PROVIDER),
            tuple("j", Kind.BROKEN_PROVIDER),
            tuple("k", Kind.INVALID_ID),
            tuple("l", Kind.BROKEN_PROVIDER),
            tuple("m", Kind.BROKEN_PROVIDER));
    assertThat(detail(report, "c")).contains("plugin.Missing");
    assertThat(detail(report, "e")).contains("bang");
    assertThat(detail(report, "f")).contains("For input string");
    assertThat(detail(report, "g")).contains("plugin.Base is neither in " + plugins);
    assertThat(detail(report, "l")).isEqualTo("id() returned null");
    assertThat(detail(report, "m")).contains("no id");
  }

  @Test
  void oneBrokenProviderLeavesTheOthersOfItsJar() throws IOException {
    PluginJars.in(scratch)
        .line("plugin.Missing")
        .service("good", provider("good", "good", 1))
        .line("plugin.AlsoMissing")
        .service("fine", provider("fine", "fine", 1))
        .write(plugins.resolve("mixed.jar"));
    RuntimeReport report = report(kernel());
    assertThat(ids(report)).containsExactly("fine", "good");
    assertThat(report.problems()).hasSize(2);
  }

  @Test
  void aHalfCopiedJarIsReadAgainOnceItIsWhole() throws IOException {
    byte[] whole = good("alpha", 100).bytes();
    Path jar = plugins.resolve("alpha.jar");
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
    RuntimeKernel kernel = kernel();
    assertThat(report(kernel).problems())
        .singleElement()
        .extracting(DiscoveryProblem::kind)
        .isEqualTo(Kind.UNREADABLE_JAR);
    Files.write(jar, whole);
    assertThat(ids(report(kernel))).containsExactly("alpha");
  }

  @Test
  void aYoungDamagedJarIsReadAgainAlthoughSizeAndTimeAreTheSame() throws IOException {
    byte[] whole = good("alpha", 100).bytes();
    Path jar = plugins.resolve("alpha.jar");
    Instant written = Instant.parse("2026-01-01T00:00:00Z");
    Files.write(jar, new byte[whole.length]);
    Files.setLastModifiedTime(jar, FileTime.from(written));
    RuntimeKernel kernel =
        builder().clock(Clock.fixed(written.plusSeconds(1), ZoneOffset.UTC)).build();
    assertThat(report(kernel).problems()).hasSize(1);
    Files.write(jar, whole);
    Files.setLastModifiedTime(jar, FileTime.from(written));
    assertThat(ids(report(kernel))).containsExactly("alpha");
  }

  @Test
  void theFirstOfAnIdIsKeptAndTheOtherNamedWithBothPlaces() throws IOException {
    Path first = good("same", 1).write(plugins.resolve("a.jar"));
    Path second = good("same", 2).write(plugins.resolve("b.jar"));
    RuntimeReport report = report(kernel());
    assertThat(report.providers())
        .extracting(ProviderInfo::jar)
        .containsExactly(Optional.of(first));
    assertThat(report.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo(Kind.DUPLICATE_ID);
              assertThat(problem.subject()).isEqualTo("plugin.same in " + second);
              assertThat(problem.detail())
                  .isEqualTo(
                      "it has the id 'same' that plugin.same in "
                          + first
                          + " has already, and that one is used");
            });
  }

  @Test
  void theClassPathComesBeforePluginsAndHandBeforeBoth() throws IOException {
    Path classes = good("same", 1).explode(Files.createDirectory(scratch.resolve("application")));
    good("same", 2).write(plugins.resolve("a.jar"));
    PluginJars.in(scratch)
        .service("Other", provider("Other", "same", 3))
        .write(plugins.resolve("b.jar"));
    try (URLClassLoader application =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, PluginTest.class.getClassLoader())) {
      RuntimeReport report =
          report(
              RuntimeKernel.builder()
                  .classLoader(application)
                  .machine(machine(Map.of()))
                  .pluginDirectory(plugins)
                  .build());
      assertThat(report.require().rank()).isEqualTo(1);
      assertThat(report.problems())
          .extracting(DiscoveryProblem::kind, PluginTest::letter)
          .containsExactly(tuple(Kind.DUPLICATE_ID, "b"), tuple(Kind.DUPLICATE_ID, "a"));
      RuntimeReport byHand =
          report(
              RuntimeKernel.builder()
                  .provider(StubProvider.of("same", up("same", 4)))
                  .classLoader(application)
                  .machine(machine(Map.of()))
                  .build());
      assertThat(byHand.require().rank()).isEqualTo(4);
      assertThat(byHand.problems())
          .singleElement()
          .extracting(DiscoveryProblem::kind)
          .isEqualTo(Kind.DUPLICATE_ID);
    }
  }

  @Test
  void anAliasBelongsToWhoeverComesFirstAndNeverToTheNameOfAnother() {
    RuntimeReport report =
        report(
            builder()
                .provider(new StubProvider("alpha", c -> Flux.empty(), "x", "beta", "Not One"))
                .provider(new StubProvider("beta", c -> Flux.empty(), "x", "y"))
                .build());
    assertThat(report.providers())
        .extracting(ProviderInfo::id, info -> String.join(",", info.aliases()))
        .containsExactly(tuple("alpha", "x"), tuple("beta", "y"));
    assertThat(report.problems())
        .extracting(DiscoveryProblem::kind)
        .containsExactly(Kind.INVALID_ID, Kind.ALIAS_TAKEN, Kind.ALIAS_TAKEN);
  }

  @Test
  void pluginsDoNotSeeEachOther() throws IOException {
    for (String name : List.of("one", "two")) {
      PluginJars.in(scratch)
          .source(
              "Shared",
              "package plugin; public class Shared { public static String NAME = \""
                  + name
                  + "\"; }")
          .service(
              "Provider",
              provider("Provider", name, 1)
                  .replace("\"plugin\", ", "Shared.NAME + peek(), ")
                  .replace(
                      "public class Provider implements BackendProvider {",
                      "public class Provider implements BackendProvider {"
                          + " String peek() { return \" \" + (getClass().getResource(\"/only-"
                          + (name.equals("one") ? "two" : "one")
                          + ".txt\") == null); }"))
          .file("only-" + name + ".txt", "mine")
          .write(plugins.resolve(name + ".jar"));
    }
    assertThat(report(kernel()).candidates())
        .extracting(ranked -> ranked.candidate().flavour().orElseThrow())
        .containsExactlyInAnyOrder("one true", "two true");
  }

  @Test
  void aPluginReadsItsOwnResourcesInTheVersionForThisJava() throws IOException {
    PluginJars.in(scratch)
        .service(
            "Reader",
            provider(
                    "Reader",
                    "reader",
                    1,
                    """
                    static String text() {
                      try (java.io.InputStream in = Reader.class.getResourceAsStream("/a%20b/c d.txt")) {
                        java.net.URL url = Reader.class.getResource("/a%20b/c d.txt");
                        String again = new String(url.openStream().readAllBytes());
                        String own = Reader.class.getProtectionDomain().getCodeSource().getLocation().toString();
                        return new String(in.readAllBytes()) + "|" + again + "|" + own;
                      } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                      }
                    }
                    """)
                .replace("\"plugin\", ", "text(), "))
        .file("a%20b/c d.txt", "for all")
        .file("META-INF/versions/17/a%20b/c d.txt", "for 17")
        .file("META-INF/versions/99/a%20b/c d.txt", "for 99")
        .multiRelease()
        .write(plugins.resolve("reader.jar"));
    assertThat(report(kernel()).candidates())
        .singleElement()
        .extracting(ranked -> ranked.candidate().flavour().orElseThrow())
        .isEqualTo("for 17|for 17|" + plugins.resolve("reader.jar").toUri().toURL());
  }

  @Test
  void aConstructorThatHangsIsReportedOnceWaitedForAndNeverRepeated() throws IOException {
    System.clearProperty("hangs");
    PluginJars.in(scratch)
        .service(
            "Hanger",
            provider(
                "Hanger",
                "hanger",
                1,
                "public Hanger() { System.setProperty(\"hangs\","
                    + " System.getProperty(\"hangs\", \"\") + \"x\");"
                    + " while (System.getProperty(\"release\") == null) {"
                    + " java.util.concurrent.locks.LockSupport.parkNanos(1_000_000); } }"))
        .write(plugins.resolve("hanger.jar"));
    good("good", 1).write(plugins.resolve("good.jar"));
    System.clearProperty("release");
    RuntimeKernel kernel = kernel();
    try {
      for (int round = 0; round < 3; round++) {
        RuntimeReport report = report(kernel);
        assertThat(report.require().backend()).isEqualTo("good");
        assertThat(report.problems())
            .singleElement()
            .extracting(DiscoveryProblem::kind)
            .isEqualTo(Kind.HANGING_PROVIDER);
      }
      assertThat(System.getProperty("hangs")).isEqualTo("x");
    } finally {
      System.setProperty("release", "now");
    }
    kernel
        .report()
        .repeat()
        .skipUntil(report -> report.problems().isEmpty())
        .next()
        .as(StepVerifier::create)
        .assertNext(report -> assertThat(ids(report)).containsExactly("good", "hanger"))
        .expectComplete()
        .verify(PATIENCE);
    assertThat(System.getProperty("hangs")).isEqualTo("x");
  }

  @Test
  void aRunningHealthWatchSeesAJarWithinFiveSeconds() {
    kernel()
        .health()
        .map(PluginTest::ids)
        .as(StepVerifier::create)
        .expectNext(List.of())
        .then(
            () -> {
              try {
                good("alpha", 100).write(plugins.resolve("alpha.jar"));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .expectNext(List.of("alpha"))
        .thenCancel()
        .verify(PATIENCE);
  }

  private PluginJars good(String id, int rank) {
    return PluginJars.in(scratch).service(id, provider(id, id, rank));
  }

  private static void runLate(ContainerRuntime runtime) {
    runtime
        .runToEnd(RunRequest.of(ContainerSpec.builder("host").command("late").build()))
        .as(StepVerifier::create)
        .assertNext(
            result -> {
              assertThat(result.exit().code()).hasValue(42);
              assertThat(result.stdout().text()).isEqualTo("late");
            })
        .expectComplete()
        .verify(PATIENCE);
  }

  private RuntimeKernel kernel() {
    return builder().build();
  }

  private RuntimeKernelBuilder builder() {
    return RuntimeKernel.builder()
        .classLoader(PluginTest.class.getClassLoader())
        .machine(machine(Map.of()))
        .pluginDirectory(plugins);
  }

  private static RuntimeReport report(RuntimeKernel kernel) {
    AtomicReference<RuntimeReport> result = new AtomicReference<>();
    kernel
        .report()
        .as(StepVerifier::create)
        .consumeNextWith(result::set)
        .expectComplete()
        .verify(PATIENCE);
    return result.get();
  }

  private static List<String> ids(RuntimeReport report) {
    assertThat(report.candidates())
        .extracting(RankedCandidate::candidate)
        .extracting("backend")
        .containsExactlyInAnyOrderElementsOf(
            report.providers().stream().map(ProviderInfo::id).toList());
    return report.providers().stream().map(ProviderInfo::id).toList();
  }

  private static String letter(DiscoveryProblem problem) {
    return problem.subject().replaceFirst(".*/plugins/", "").substring(0, 1);
  }

  private static String detail(RuntimeReport report, String letter) {
    return report.problems().stream()
        .filter(problem -> letter(problem).equals(letter))
        .findFirst()
        .orElseThrow()
        .detail();
  }
}
