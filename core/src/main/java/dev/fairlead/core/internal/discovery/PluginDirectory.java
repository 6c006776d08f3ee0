package dev.fairlead.core.internal.discovery;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import reactor.core.scheduler.Scheduler;

/**
 * The jars of one directory, looked at anew on each scan. A jar is read again when its size, time
 * or file number changed; one that could not be read is read again while it is young too, since it
 * may be the half of a copy. For one thread at a time; blocks.
 */
final class PluginDirectory {

  private static final Duration YOUNG = Duration.ofSeconds(5);

  private final Path directory;
  private final ClassLoader parent;
  private final Clock clock;
  private final PathSafety safety;
  private final Scheduler blocking;
  private Map<Path, Known> known = new HashMap<>();

  PluginDirectory(
      Path directory, ClassLoader parent, Clock clock, PathSafety safety, Scheduler blocking) {
    this.directory = directory;
    this.parent = parent;
    this.clock = clock;
    this.safety = safety;
    this.blocking = blocking;
  }

  /** A jar as it was when it was read; without a source when it could not be. */
  private record Known(PluginJar.Stamp stamp, Optional<ClassPathSource> source, Found found) {}

  /** Looks at the directory; one that does not exist holds nothing. */
  Found scan() {
    try {
      Path real = directory.toRealPath();
      Optional<PathSafety.Danger> danger = safety.dangerOf(real);
      if (danger.isPresent()) {
        known.clear();
        return Found.only(refused(directory, danger.get()));
      }
      return scanJars(real);
    } catch (NoSuchFileException e) {
      known.clear();
      return new Found(List.of(), List.of());
    } catch (IOException e) {
      return Found.only(
          DiscoveryProblem.of(Kind.UNREADABLE_DIRECTORY, directory.toString(), Failure.words(e)));
    }
  }

  private Found scanJars(Path real) throws IOException {
    Map<Path, Known> now = new TreeMap<>();
    List<ProviderHandle> handles = new ArrayList<>();
    List<DiscoveryProblem> problems = new ArrayList<>();
    for (Path jar : jars(real)) {
      try {
        Path target = jar.toRealPath();
        Optional<PathSafety.Danger> danger = safety.dangerOf(target);
        if (danger.isPresent()) {
          problems.add(refused(jar, danger.get()));
          continue;
        }
        Known read = read(jar, target);
        now.put(jar, read);
        handles.addAll(read.found().handles());
        problems.addAll(read.found().problems());
      } catch (NoSuchFileException e) {
        // it went between the listing and now, which is the same as before the listing
      } catch (IOException e) {
        problems.add(DiscoveryProblem.of(Kind.UNREADABLE_JAR, jar.toString(), Failure.words(e)));
      }
    }
    known = now;
    return new Found(handles, problems);
  }

  private static List<Path> jars(Path real) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(real)) {
      for (Path path : all) {
        String name = path.getFileName().toString();
        if (name.toLowerCase(Locale.ROOT).endsWith(".jar") && !name.startsWith(".")) {
          jars.add(path);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    jars.sort(null);
    return jars;
  }

  private Known read(Path jar, Path target) throws IOException {
    PluginJar.Stamp stamp = PluginJar.Stamp.of(target);
    Known before = known.get(jar);
    if (before != null && before.stamp().equals(stamp)) {
      if (before.source().isPresent()) {
        return before;
      }
      Instant written = stamp.modified().toInstant();
      if (written.plus(YOUNG).isBefore(clock.instant())) {
        return before;
      }
    }
    try {
      Map<String, byte[]> entries = PluginJar.read(target, stamp);
      ClassPathSource source =
          new ClassPathSource(
              new PluginClassLoader(jar, entries, parent),
              Optional.of(jar),
              jar.toString(),
              blocking);
      return new Known(stamp, Optional.of(source), named(jar, source.find()));
    } catch (IOException e) {
      return new Known(
          stamp,
          Optional.empty(),
          Found.only(DiscoveryProblem.of(Kind.UNREADABLE_JAR, jar.toString(), Failure.words(e))));
    }
  }

  private static Found named(Path jar, Found found) {
    if (!found.handles().isEmpty() || !found.problems().isEmpty()) {
      return found;
    }
    return Found.only(
        DiscoveryProblem.of(
                Kind.NO_PROVIDER,
                jar.toString(),
                "it names no provider in META-INF/services, so it adds no runtime")
            .withRemedy("remove it, or put a backend's jar in its place"));
  }

  private static DiscoveryProblem refused(Path path, PathSafety.Danger danger) {
    return DiscoveryProblem.of(Kind.UNSAFE_PERMISSIONS, path.toString(), danger.detail())
        .withRemedy(danger.remedy());
  }
}
