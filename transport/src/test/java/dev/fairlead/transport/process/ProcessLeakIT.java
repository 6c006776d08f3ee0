package dev.fairlead.transport.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** What is left when processes ended, were cancelled or never started: nothing. */
class ProcessLeakIT {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Duration LIMIT = Duration.ofSeconds(40);

  /** What an operator let fall since it came too late, by Reactor's name for it. */
  private static final String DROPPED = "reactor.onNextDropped.local";

  private static void close(Object process) {
    ((RunningProcess) process).close().subscribe();
  }

  @Test
  void neitherDescriptorsNorChildrenAreLeft() {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "counting descriptors needs /proc");
    ProcessLauncher launcher = ProcessLauncher.open();
    runMany(launcher, 20);
    long before = count(DESCRIPTORS);
    runMany(launcher, 200);
    awaitTrue(() -> count(DESCRIPTORS) <= before, "descriptors are left open");
    launcher.close().block(LIMIT);
    awaitTrue(() -> ProcessHandle.current().children().findAny().isEmpty(), "children are left");
    awaitTrue(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("fairlead-process")),
        "threads are left");
  }

  private static void runMany(ProcessLauncher launcher, int times) {
    Flux.range(0, times)
        .flatMap(
            i ->
                switch (i % 4) {
                  case 0 ->
                      launcher
                          .capture(
                              ProcessCommand.of("sh", "-c", "echo x; exit 3"), Mono.empty(), 10)
                          .then();
                  case 1 ->
                      launcher
                          .capture(ProcessCommand.of("no-such-program"), Mono.empty(), 10)
                          .onErrorResume(ProcessException.class, e -> Mono.empty())
                          .then();
                  case 2 ->
                      launcher.stream(ProcessCommand.of("yes"), RunningProcess::stdout)
                          .take(3)
                          .then();
                  default ->
                      launcher
                          .start(ProcessCommand.of("sleep", "600"))
                          .timeout(Duration.ofMillis(i % 5), Mono.empty())
                          // Emitted, and then let fall by the timeout: that is its receiver's.
                          .contextWrite(
                              Context.of(DROPPED, (Consumer<Object>) ProcessLeakIT::close))
                          .flatMap(RunningProcess::close);
                },
            8)
        .then()
        .as(StepVerifier::create)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void cancelKillsTheWholeTreeWithinASecond(@TempDir Path directory) {
    assumeTrue(Files.isDirectory(DESCRIPTORS), "looking at processes needs /proc");
    ProcessLauncher launcher = ProcessLauncher.open();
    Path pids = directory.resolve("pids");
    String script =
        "trap '' TERM; sh -c 'trap \"\" TERM; echo $$ >> \"$0\"; sleep 600' \"$0\" &"
            + " echo $$ >> \"$0\"; sleep 600";
    Disposable running =
        launcher.stream(
                ProcessCommand.of("sh", "-c", script, pids.toString()), RunningProcess::stdout)
            .subscribe();
    awaitTrue(() -> lines(pids) == 2, "the tree did not start");
    long[] tree = read(pids).mapToLong(Long::parseLong).toArray();
    long before = System.nanoTime();
    running.dispose();
    awaitTrue(
        () -> Arrays.stream(tree).noneMatch(ProcessLeakIT::lives), "some of the tree is left");
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(1));
    launcher.close().block(LIMIT);
  }

  /** A process that was killed and whose parent is gone stays as a zombie until init looks. */
  private static boolean lives(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return Files.exists(Path.of("/proc/" + pid));
    }
  }

  private static long lines(Path file) {
    return Files.exists(file) ? read(file).count() : 0;
  }

  private static Stream<String> read(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long count(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitTrue(BooleanSupplier condition, String otherwise) {
    Flux.interval(Duration.ZERO, Duration.ofMillis(10))
        .onBackpressureDrop()
        .publishOn(Schedulers.boundedElastic())
        .filter(tick -> condition.getAsBoolean())
        .next()
        .timeout(Duration.ofSeconds(10), Mono.error(() -> new AssertionError(otherwise)))
        .block(LIMIT);
  }
}
