package dev.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What services leave on a Linux machine that have a directory of their own below a common one:
 * that directory, and processes that name it.
 */
public final class Traces {

  private final Path common;
  private final String prefix;

  private Traces(Path common, String prefix) {
    this.common = common;
    this.prefix = prefix;
  }

  /**
   * Looks for traces.
   *
   * @param common a directory that nobody else puts such services into
   * @param prefix how the names of the directories begin
   * @return a view of what is there at each call
   */
  public static Traces of(Path common, String prefix) {
    return new Traces(common, prefix);
  }

  /**
   * The directories.
   *
   * @return all that are there
   */
  public List<Path> directories() {
    try (Stream<Path> all = Files.list(common)) {
      return all.filter(each -> String.valueOf(each.getFileName()).startsWith(prefix)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The processes, save those that are dead and that nobody has asked about yet.
   *
   * @return their command lines
   */
  public List<String> processes() {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.map(process -> process.resolve("cmdline"))
          .map(Traces::read)
          .filter(line -> line.contains(common.resolve(prefix).toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.isReadable(file) ? Files.readString(file).replace('\0', ' ') : "";
    } catch (IOException e) {
      // It ended meanwhile.
      return "";
    }
  }

  /**
   * Both.
   *
   * @return directories and command lines
   */
  public List<String> all() {
    return Stream.concat(processes().stream(), directories().stream().map(Path::toString)).toList();
  }

  /**
   * What is left once it had time to go.
   *
   * @param limit how long at most
   * @return what is left at the end; empty as soon as nothing is
   */
  public List<String> leftAfter(Duration limit) {
    await(limit, () -> all().isEmpty());
    return all();
  }

  /**
   * Waits.
   *
   * @param limit how long at most
   * @param condition what is waited for
   */
  public static void await(Duration limit, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(limit);
    while (!condition.getAsBoolean() && Instant.now().isBefore(deadline)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
