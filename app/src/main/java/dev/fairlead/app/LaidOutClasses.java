package dev.fairlead.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The classes of the command as one Java lays them out in a file, so that it need not load them one
 * by one. {@code bin/fairlead} looks for the file where it is put here. Java itself passes over a
 * file that another Java has made, or from other jars.
 *
 * @param java the directory of that Java
 * @param version its version, as its {@code release} file and {@code java.version} have it
 * @param home the directory of the distribution
 */
record LaidOutClasses(Path java, String version, Path home) {

  /** From here on, Java keeps linked classes and not only parsed ones. */
  private static final int FIRST_WITH_LINKED_CLASSES = 25;

  /** Those of {@code bin/fairlead}: Java passes over a file that was made for another collector. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=10",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xlog:disable",
          "-Dio.netty.jfr.enabled=false",
          "-Dslf4j.provider=org.slf4j.jul.JULServiceProvider",
          "-Dslf4j.internal.verbosity=WARN");

  private static final String REHEARSAL = "__rehearse";

  /** Name of the file. */
  String fileName() {
    return "classes-" + version + (linked() ? ".aot" : ".jsa");
  }

  private boolean linked() {
    return Integer.parseInt(version.split("[^0-9]", 2)[0]) >= FIRST_WITH_LINKED_CLASSES;
  }

  /**
   * The directory where the file belongs, made if need be: beside the jars where this user may
   * write, else among the user's own files.
   *
   * @param cache the directory for the user's caches
   * @throws IOException if neither can be written
   */
  Path directory(Path cache) throws IOException {
    Path jars = home.resolve("lib");
    if (Files.isWritable(jars)) {
      return jars;
    }
    // As deep as the distribution, so that each has its own.
    Path own = cache.resolve("fairlead/classes").resolve(home.getRoot().relativize(home));
    return Files.createDirectories(
        own, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /**
   * Makes the file. Whoever does the same at the same time does no harm: each works on files of its
   * own, and the last one stays.
   *
   * @param directory where it belongs
   * @return the file
   * @throws IOException if Java could not make it; what was there before stays
   */
  Path makeIn(Path directory) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(directory, ".classes");
    try {
      Path made = work.resolve(fileName());
      for (List<String> arguments : linked() ? linking(work, made) : parsing(work, made)) {
        run(work, arguments);
      }
      run(work, trial(made));
      Path place = directory.resolve(fileName());
      return Files.move(
          made, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      try (var files = Files.list(work)) {
        for (Path left : files.toList()) {
          Files.delete(left);
        }
      }
      Files.delete(work);
    }
  }

  /** A file that was cut off, by a disk that is full, may bring Java down. */
  private List<String> trial(Path made) throws IOException {
    List<String> trial = new ArrayList<>();
    if (fileName().startsWith("classes-25")) {
      trial.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTReplayTraining"));
    }
    trial.add((linked() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + made);
    trial.addAll(List.of("-Dfairlead.home=" + home, "-jar", jar().toString(), "--version"));
    return trial;
  }

  private List<List<String>> linking(Path work, Path made) throws IOException {
    Path seen = work.resolve("seen");
    return List.of(
        List.of(
            "-XX:AOTMode=record",
            "-XX:AOTConfiguration=" + seen,
            "-Dfairlead.home=" + home,
            "-jar",
            jar().toString(),
            REHEARSAL),
        List.of(
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + seen,
            "-XX:AOTCache=" + made,
            "-cp",
            jar().toString()));
  }

  private List<List<String>> parsing(Path work, Path made) throws IOException {
    Path names = work.resolve("names");
    return List.of(
        List.of(
            "-XX:DumpLoadedClassList=" + names,
            "-Dfairlead.home=" + home,
            "-jar",
            jar().toString(),
            REHEARSAL),
        List.of(
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + names,
            "-XX:SharedArchiveFile=" + made,
            "-cp",
            jar().toString()));
  }

  private Path jar() throws IOException {
    try (var jars = Files.list(home.resolve("lib"))) {
      Optional<Path> jar =
          jars.filter(file -> file.getFileName().toString().matches("fairlead-app-.*\\.jar"))
              .findFirst();
      return jar.orElseThrow(() -> new IOException(home + "/lib does not hold fairlead-app"));
    }
  }

  private void run(Path work, List<String> arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
    line.addAll(OPTIONS);
    line.addAll(arguments);
    Path said = work.resolve("said");
    Process process =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    process.getOutputStream().close();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(
          java + " could not lay out the classes, and ended with " + code + ": " + end(said));
    }
  }

  private static String end(Path said) throws IOException {
    List<String> lines = Files.readAllLines(said);
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
  }
}
