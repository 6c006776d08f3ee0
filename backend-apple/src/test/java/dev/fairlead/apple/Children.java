package dev.fairlead.apple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes that this one has started and that live, and the pipes to them. */
final class Children {

  private Children() {}

  static long count() {
    try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
      return all.filter(ProcessHandle::isAlive).count();
    }
  }

  /** Kills the programs that were called with any of these words, and what they have started. */
  static void killEach(String... words) {
    ProcessHandle.current()
        .children()
        .filter(child -> Stream.of(words).anyMatch(each -> line(child).contains(each)))
        .forEach(
            child -> {
              List<ProcessHandle> all = child.descendants().toList();
              child.destroyForcibly();
              all.forEach(ProcessHandle::destroyForcibly);
            });
  }

  private static String line(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
    } catch (IOException ended) {
      return "";
    }
  }

  /** Descriptors of pipes that this process has open. */
  static long pipes() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(Children::isPipe).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
