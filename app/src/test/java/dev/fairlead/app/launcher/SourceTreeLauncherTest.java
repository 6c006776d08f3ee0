package dev.fairlead.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the source tree, against a Maven that builds at once. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a POSIX shell script")
class SourceTreeLauncherTest {

  @TempDir Path directory;

  private FakeTree tree;

  @BeforeEach
  void make() throws IOException {
    tree = new FakeTree(directory);
  }

  @Test
  void firstUseBuildsAndLaterOnesOnlyRun() throws Exception {
    Script.Result first = tree.launcher().run("a");
    Script.Result second = tree.launcher().run("a");

    assertThat(first.out()).isEqualTo("<a>");
    assertThat(first.err()).contains("building").contains("Fairlead SPI [3/9]").contains("built");
    assertThat(second).isEqualTo(new Script.Result(0, "<a>", ""));
    assertThat(tree.builds()).containsExactly("-B -ntp -pl app -am -Dmaven.test.skip=true package");
  }

  @Test
  void laterUsesNeedNoMaven() throws Exception {
    tree.launcher().run();

    Script.Result later = tree.launcher().with("PATH", "/usr/bin:/bin").run("a");

    assertThat(later).isEqualTo(new Script.Result(0, "<a>", ""));
  }

  @Test
  void argumentsInputAndExitCodeArePassedOn() throws Exception {
    byte[] input = "in\r\nput".getBytes(StandardCharsets.UTF_8);

    Script.Result told = tree.launcher().reading(input).run("a b", "", "*", "$x", "ä\n", "-v");
    Script.Result ended = tree.launcher().run("exit", "7");

    assertThat(told.out()).isEqualTo("<a b><><*><$x><ä\n><-v>in\r\nput");
    assertThat(ended.code()).isEqualTo(7);
  }

  @Test
  void worksThroughSymbolicLinksFromAnywhere() throws Exception {
    Path links = Files.createDirectories(directory.resolve("some links"));
    Files.createSymbolicLink(links.resolve("absolute"), tree.root().resolve("fairlead"));
    Files.createSymbolicLink(links.resolve("relative"), Path.of("absolute"));

    Script.Result linked = tree.launcher(links.resolve("relative")).in(directory).run("a");
    Script.Result relative = tree.launcher(Path.of("./fairlead")).in(tree.root()).run("a");

    assertThat(linked.out()).isEqualTo("<a>");
    assertThat(relative.out()).isEqualTo("<a>");
    assertThat(tree.builds()).hasSize(1);
  }

  @Test
  void commandIsTheProcessItself() throws Exception {
    tree.launcher().run();
    Script.Call call = tree.launcher().start("pid");
    Script.await(() -> Files.size(call.out()) > 0);

    assertThat(Files.readString(call.out()).strip())
        .isEqualTo(String.valueOf(call.process().pid()));
    call.process().destroy();
    assertThat(call.end().code()).isEqualTo(128 + 15);
  }

  @Test
  void changedSourceIsBuiltAgain() throws Exception {
    tree.launcher().run();
    FakeTree.changed(tree.source(), Instant.now().plusMillis(5));

    Script.Result changed = tree.launcher().run("a");

    assertThat(changed.out()).isEqualTo("<a>");
    assertThat(changed.err()).contains("the sources have changed");
    assertThat(tree.builds()).hasSize(2);
  }

  @Test
  void removedSourceIsBuiltAgain() throws Exception {
    tree.launcher().run();
    Files.delete(tree.source());

    tree.launcher().run();

    assertThat(tree.builds()).hasSize(2);
  }

  @Test
  void sourcesFromTheFutureAreBuiltOnce() throws Exception {
    FakeTree.changed(tree.source(), Instant.now().plusSeconds(4000));
    FakeTree.changed(tree.root().resolve("pom.xml"), Instant.now().plusSeconds(3000));

    tree.launcher().run();
    Script.Result second = tree.launcher().run();

    assertThat(second.err()).isEmpty();
    assertThat(tree.builds()).hasSize(1);
  }

  @Test
  void failedBuildShowsTheEndOfItsLogAndIsTriedAgain() throws Exception {
    tree.maven("broken");
    Script.Result broken = tree.launcher().run("a");
    tree.mavenNot("broken");
    Script.Result mended = tree.launcher().run("a");

    assertThat(broken.code()).isEqualTo(125);
    assertThat(broken.out()).isEmpty();
    assertThat(broken.err())
        .contains("[ERROR] Broken.java does not compile")
        .contains("mvn ended with 1")
        .contains(tree.state().resolve("build.log").toString());
    assertThat(mended.out()).isEqualTo("<a>");
  }

  @Test
  void brokenSourceIsNotReplacedByTheLastGoodBuild() throws Exception {
    tree.launcher().run();
    FakeTree.changed(tree.source(), Instant.now().plusMillis(5));
    tree.maven("broken");

    assertThat(tree.launcher().run("a").code()).isEqualTo(125);
    assertThat(tree.launcher().run("a").code()).isEqualTo(125);
  }

  @Test
  void halfAnArchiveIsNotTakenForABuild() throws Exception {
    tree.maven("half");
    Script.Result half = tree.launcher().run("a");
    tree.mavenNot("half");
    Script.Result whole = tree.launcher().run("a");

    assertThat(half.code()).isEqualTo(125);
    assertThat(whole.out()).isEqualTo("<a>");
    assertThat(tree.builds()).hasSize(2);
  }

  @Test
  void twoFirstUsesBuildOnce() throws Exception {
    tree.maven("wait");
    Script.Call one = tree.launcher().start("1");
    Script.Call two = tree.launcher().start("2");
    Script.await(() -> !tree.builds().isEmpty());
    Script.await(
        () -> Files.readString(one.err()).concat(Files.readString(two.err())).contains("waiting"));
    tree.mavenNot("wait");

    assertThat(List.of(one.end().out(), two.end().out())).containsExactly("<1>", "<2>");
    assertThat(tree.builds()).hasSize(1);
  }

  @Test
  void interruptedBuildEndsAtOnceAndLeavesNothing() throws Exception {
    tree.maven("wait");
    Script.Call call = tree.launcher().start("a");
    Script.await(() -> !tree.builds().isEmpty());
    call.process().destroy();
    Script.Result ended = call.end();
    tree.mavenNot("wait");

    assertThat(ended.code()).isEqualTo(143);
    assertThat(left()).isEmpty();
    assertThat(tree.launcher().run("a").out()).isEqualTo("<a>");
  }

  @Test
  void whoGivesUpWaitingLeavesTheBuildAlone() throws Exception {
    tree.maven("wait");
    Script.Call builds = tree.launcher().start("1");
    Script.await(() -> !tree.builds().isEmpty());
    Script.Call waits = tree.launcher().start("2");
    Script.await(() -> Files.readString(waits.err()).contains("waiting"));
    waits.process().destroy();
    Script.Result gaveUp = waits.end();
    tree.mavenNot("wait");

    assertThat(gaveUp.code()).isEqualTo(143);
    assertThat(builds.end().out()).isEqualTo("<1>");
  }

  @Test
  void killedBuildIsMadeAfreshOnceItsMavenHasEnded() throws Exception {
    Path classes = Files.createDirectories(tree.root().resolve("app/target/classes"));
    Path torn = Files.writeString(classes.resolve("A.class"), "half");
    tree.maven("wait");
    Script.Call call = tree.launcher().start("a");
    Script.await(() -> !tree.builds().isEmpty());
    call.process().destroyForcibly().waitFor();
    Script.Call again = tree.launcher().start("a");
    Script.await(() -> Files.readString(again.err()).contains("waiting"));
    assertThat(tree.builds()).hasSize(1);
    tree.mavenNot("wait");

    assertThat(again.end().out()).isEqualTo("<a>");
    assertThat(torn).doesNotExist();
    assertThat(left()).isEmpty();
  }

  @Test
  void droppedInBackendsOutliveABuild() throws Exception {
    tree.launcher().run();
    Files.writeString(tree.state().resolve("plugins/some.jar"), "");
    FakeTree.changed(tree.source(), Instant.now().plusMillis(5));
    tree.launcher().run();

    String current = Files.readString(tree.state().resolve("current")).strip();
    assertThat(tree.state().resolve(current).resolve("plugins/some.jar")).exists();
  }

  @Test
  void onlyTheLastTwoBuildsAreKept() throws Exception {
    for (int build = 0; build < 4; build++) {
      FakeTree.changed(tree.source(), Instant.now().plusMillis(5));
      tree.launcher().run();
    }
    try (Stream<Path> kept = Files.list(tree.state())) {
      assertThat(kept.filter(file -> Files.exists(file.resolve("bin/fairlead")))).hasSize(2);
    }
  }

  @Test
  void missingToolsAreNamed() throws Exception {
    Path bare = directory.resolve("bare");
    for (String tool : List.of("sh", "find", "mkdir", "ln", "readlink", "rm", "sleep")) {
      Script.write(bare.resolve(tool), "exec /bin/" + tool + " \"$@\"");
    }
    Script.Result noMaven = tree.launcher().with("PATH", bare.toString()).run();
    tree.version("Apache Maven 3.6.3", "17.0.15", "/nowhere");
    Script.Result oldMaven = tree.launcher().run();
    tree.version("Apache Maven 3.9.9", "11.0.2", "/nowhere");
    Script.Result oldJava = tree.launcher().run();
    tree.version("Apache Maven 4.0.0", "25", directory.toString());
    Script.Result noCompiler = tree.launcher().run();

    assertThat(List.of(noMaven, oldMaven, oldJava, noCompiler))
        .allSatisfy(
            result -> {
              assertThat(result.code()).isEqualTo(125);
              assertThat(result.err().strip()).doesNotContain("\n").contains("JDK 17");
            });
    assertThat(noMaven.err()).contains("no mvn on the PATH");
    assertThat(oldMaven.err()).contains("version 3.6.3");
    assertThat(oldJava.err()).contains("Java 11.0.2");
    assertThat(noCompiler.err()).contains("has no compiler");
    assertThat(tree.builds()).isEmpty();
  }

  /** What only a build under way may have. */
  private List<Path> left() {
    return Stream.of("lock", "lock.break", "output", "new")
        .map(tree.state()::resolve)
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }
}
