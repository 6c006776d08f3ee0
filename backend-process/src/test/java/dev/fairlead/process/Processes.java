package dev.fairlead.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the machine tells of processes, for tests; Linux only. */
final class Processes {

  private static final Path PROC = Path.of("/proc");

  private Processes() {}

  static boolean visible() {
    return Files.isReadable(PROC.resolve("self/environ"));
  }

  /** Living processes whose command line holds a text. */
  static List<Long> matching(String text) {
    return pids(pid -> read(pid, "cmdline").contains(text));
  }

  /** Living processes that were started with a variable. */
  static List<Long> withVariable(String name, String value) {
    return pids(pid -> ("\0" + read(pid, "environ")).contains("\0" + name + "=" + value + "\0"));
  }

  static boolean lives(long pid) {
    String stat = read(pid, "stat");
    return !stat.isEmpty() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
  }

  /** Every command line of the machine, for finding what must not be in one. */
  static String commandLines() {
    StringBuilder all = new StringBuilder();
    pids(
        pid -> {
          all.append(read(pid, "cmdline").replace('\0', ' ')).append('\n');
          return false;
        });
    return all.toString();
  }

  /** What this JVM's descriptors point to. */
  static Stream<String> openFiles() {
    if (!visible()) {
      return Stream.empty();
    }
    try (Stream<Path> descriptors = Files.list(PROC.resolve("self/fd"))) {
      return descriptors.map(Processes::target).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Waits until something is so; fails if that takes more than five seconds. */
  static void eventually(String what, BooleanSupplier condition) {
    Flux.interval(Duration.ZERO, Duration.ofMillis(10))
        .onBackpressureDrop()
        .publishOn(Schedulers.boundedElastic(), 1)
        .filter(tick -> condition.getAsBoolean())
        .next()
        .timeout(Duration.ofSeconds(5), Mono.error(() -> new AssertionError("not so: " + what)))
        .block(Duration.ofSeconds(10));
  }

  private interface Test {
    boolean of(long pid);
  }

  private static List<Long> pids(Test test) {
    if (!visible()) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(PROC)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("[0-9]+"))
          .map(Long::valueOf)
          .filter(pid -> pid != ProcessHandle.current().pid())
          .filter(pid -> lives(pid) && test.of(pid))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(PROC.resolve(pid + "/" + file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
