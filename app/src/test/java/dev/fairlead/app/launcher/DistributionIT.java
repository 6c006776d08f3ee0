package dev.fairlead.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as its users get it: unpacked from the archive, in a directory with spaces. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it starts the POSIX shell script")
class DistributionIT {

  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir static Path directory;

  private static Path archive;
  private static Path home;

  @BeforeAll
  static void unpack() throws Exception {
    archive = built(".tar.gz");
    Path place = Files.createDirectories(directory.resolve("a place"));
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", place.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    try (Stream<Path> unpacked = Files.list(place)) {
      home = unpacked.toList().get(0).toRealPath();
    }
  }

  @Test
  void libraryHoldsEachPartOnceAndNothingOfTheTests() throws IOException {
    List<String> jars = names(home.resolve("lib"));
    List<String> parts = jars.stream().map(name -> name.replaceFirst("-[0-9].*", "")).toList();

    assertThat(parts)
        .doesNotHaveDuplicates()
        .contains(
            "fairlead-app",
            "fairlead-core",
            "fairlead-spi",
            "fairlead-transport",
            "fairlead-engine-api",
            "fairlead-backend-docker",
            "fairlead-backend-podman",
            "fairlead-backend-apple",
            "fairlead-backend-kubernetes",
            "fairlead-backend-process")
        .doesNotContain("fairlead-tck", "fairlead-testing", "reactor-test", "blockhound", "junit")
        .noneMatch(part -> part.matches("(junit|assertj|archunit|jmh|byte-buddy).*"));
    assertThat(jars)
        .as("neither native libraries nor names that change with each build")
        .noneMatch(name -> name.matches(".*(linux|osx|windows|x86_64|aarch).*|.*-2[0-9]{7}\\..*"));
  }

  @Test
  void mainJarNamesAllOthers() throws IOException {
    Set<String> jars = new TreeSet<>(names(home.resolve("lib")));
    Path main = jar();
    jars.remove(main.getFileName().toString());
    try (JarFile file = new JarFile(main.toFile())) {
      String path = file.getManifest().getMainAttributes().getValue("Class-Path");
      assertThat(path.split(" ")).containsExactlyInAnyOrderElementsOf(jars);
    }
  }

  @Test
  void bothArchivesAndTheDirectoryHoldTheSame() throws IOException {
    Set<String> unpacked = files(home);

    assertThat(unpacked).contains("LICENSE", "bin/fairlead", "bin/fairlead.cmd", "plugins/README");
    try (ZipFile zip = new ZipFile(built(".zip").toFile())) {
      assertThat(
              zip.stream()
                  .filter(entry -> !entry.isDirectory())
                  .map(ZipEntry::getName)
                  .map(name -> name.substring(name.indexOf('/') + 1)))
          .containsExactlyInAnyOrderElementsOf(unpacked);
    }
    assertThat(files(Path.of(archive.toString().replace(".tar.gz", "")))).containsAll(unpacked);
  }

  @Test
  void startsThroughSymbolicLinksWithNothingOnStandardError() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("a link"), home.resolve("bin/fairlead"));

    Script.Result version = command(link).run("--version");
    Script.Result doctor = command(link).run("-o", "json", "-H", "tcp://127.0.0.1:1", "doctor");

    assertThat(version.err()).isEmpty();
    assertThat(version.out()).matches("fairlead [0-9].*\n");
    assertThat(version.code()).isZero();
    assertThat(doctor.err()).isEmpty();
    assertThat(doctor.out()).startsWith("{").contains("tcp://127.0.0.1:1");
    assertThat(doctor.code()).isEqualTo(125);
  }

  @Test
  void findsJavaOnThePath() throws Exception {
    Script.Result version =
        command().without("JAVA_HOME").with("PATH", JAVA_HOME + "/bin:/usr/bin:/bin").run("-V");

    assertThat(version.err()).isEmpty();
    assertThat(version.code()).isZero();
  }

  @Test
  void argumentsArriveInAnyLocale() throws Exception {
    for (String locale : List.of("C", "POSIX", "C.UTF-8", "xx_YY.UTF-8")) {
      Script.Result unknown = command().with("LC_ALL", locale).run("no €  such");

      assertThat(unknown.code()).isEqualTo(2);
      assertThat(unknown.err()).as(locale).contains("'no €  such'");
    }
    assertThat(command().without("LC_ALL").run("€").err()).contains("'€'");
  }

  @Test
  void optionsForJavaAreSplitAtSpaces() throws Exception {
    Script.Result shown =
        command().with("FAIRLEAD_JAVA_OPTS", "-Da=*  -XshowSettings:properties").run("-V");

    assertThat(shown.err()).contains("a = *\n").contains("fairlead.home = " + home + "\n");
  }

  @Test
  void signalsReachJava() throws Exception {
    Script.Call watch = command().start("-H", "tcp://127.0.0.1:1", "doctor", "--watch");
    Script.await(() -> Files.size(watch.out()) > 0);
    watch.process().destroy();

    assertThat(watch.end().code()).isEqualTo(128 + 15);
  }

  @Test
  void missingOrOldJavaIsNamed() throws Exception {
    Path old = directory.resolve("old");
    Script.write(old.resolve("bin/java"), "echo started");
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
    Path tools = directory.resolve("tools");
    Script.write(tools.resolve("readlink"), "exec /bin/readlink \"$@\"");

    Script.Result oldJava = command().with("JAVA_HOME", old.toString()).run("-V");
    Script.Result noHome = command().with("JAVA_HOME", directory.toString()).run("-V");
    Script.Result noJava = command().without("JAVA_HOME").with("PATH", tools.toString()).run("-V");

    assertThat(List.of(oldJava, noHome, noJava))
        .allSatisfy(
            result -> {
              assertThat(result.code()).isEqualTo(125);
              assertThat(result.out()).isEmpty();
              assertThat(result.err().strip()).doesNotContain("\n").contains("Java 17 or later");
            });
    assertThat(oldJava.err()).contains("11.0.2");
    assertThat(noHome.err()).contains("JAVA_HOME is '" + directory);
    assertThat(noJava.err()).contains("no java on the PATH");
  }

  @Test
  void scriptWithoutItsLibraryIsNamed() throws Exception {
    Path torn = directory.resolve("torn/bin/fairlead");
    Files.createDirectories(torn.getParent());
    Files.copy(home.resolve("bin/fairlead"), torn);
    assertThat(torn.toFile().setExecutable(true)).isTrue();

    Script.Result result = command(torn).run("-V");

    assertThat(result.code()).isEqualTo(125);
    assertThat(result.err()).contains("unpack the archive again");
  }

  @Test
  void preparedClassesAreTakenWhereverTheyAreAndThoseOfAnotherJavaAreNot() throws Exception {
    Script.Result made = command().run("prepare");
    Path classes = Path.of(made.out().strip());
    try {
      assertThat(made.err()).isEmpty();
      assertThat(made.code()).isZero();
      assertThat(classes.getParent()).isEqualTo(home.resolve("lib"));
      assertThat(insistingOnThem().run("-V").code()).as("beside the jars").isZero();

      Path own = directory.resolve(".cache/fairlead/classes" + home);
      Files.createDirectories(own);
      Files.move(classes, own.resolve(classes.getFileName()));
      assertThat(insistingOnThem().run("-V").code()).as("among the user's own").isZero();
      Files.delete(own.resolve(classes.getFileName()));

      Files.writeString(classes, "of another Java");
      assertThat(insistingOnThem().run("-V").code()).as("insisting does something").isNotZero();
      assertThat(command().run("-V").err()).isEmpty();
      assertThat(command().run("-V").code()).isZero();
    } finally {
      Files.deleteIfExists(classes);
    }
  }

  @Test
  void manyMayPrepareAtOnce() throws Exception {
    List<Script.Call> calls = List.of(command().start("prepare"), command().start("prepare"));
    Path classes = null;
    try {
      for (Script.Call call : calls) {
        Script.Result made = call.end();
        assertThat(made.code()).as(made.err()).isZero();
        classes = Path.of(made.out().strip());
      }
      assertThat(insistingOnThem().run("-V").code()).isZero();
      assertThat(files(home.resolve("lib"))).noneMatch(name -> name.contains(".classes"));
    } finally {
      if (classes != null) {
        Files.deleteIfExists(classes);
      }
    }
  }

  /** Java ends instead of beginning without the classes. */
  private static Script insistingOnThem() {
    return command()
        .with(
            "FAIRLEAD_JAVA_OPTS",
            Runtime.version().feature() >= 25 ? "-XX:AOTMode=on" : "-Xshare:on");
  }

  private static Script command() {
    return command(home.resolve("bin/fairlead"));
  }

  private static Script command(Path script) {
    return new Script(script, directory)
        .with("JAVA_HOME", JAVA_HOME)
        .with("HOME", directory.toString());
  }

  private static Path jar() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("fairlead-app-"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The newest archive: another version may have been built before. */
  private static Path built(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("target"))) {
      return all.filter(file -> file.getFileName().toString().matches("fairlead-[0-9].*"))
          .filter(file -> file.toString().endsWith(suffix))
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .toList();
    }
  }

  private static Set<String> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.matches("lib/classes-.*"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
