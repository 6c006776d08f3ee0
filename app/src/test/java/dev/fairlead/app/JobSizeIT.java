package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Many nodes cost a client neither threads nor memory that grow with them. */
class JobSizeIT {

  private static final int FEW = 8;
  private static final int MANY = 64;

  /** Pools of a fixed size are fuller with more to do; a thread for each node would be 56 more. */
  private static final int POOLS = 24;

  @TempDir Path home;

  /** The most that a client was seen to use. */
  private record Use(int threads, long residentKiB) {

    Use most(Use other) {
      return new Use(Math.max(threads, other.threads), Math.max(residentKiB, other.residentKiB));
    }
  }

  @Test
  @Timeout(120)
  void localProcesses() throws Exception {
    compare(
        Map.of(
            "FAIRLEAD_RUNTIME", "process", "FAIRLEAD_PROCESS_HOME", home.resolve("s").toString()));
  }

  @Test
  @Timeout(180)
  void docker() throws Exception {
    compare(Map.of("FAIRLEAD_RUNTIME", "docker", "DOCKER_HOST", RealRuntime.docker().toString()));
  }

  private void compare(Map<String, String> environment) throws Exception {
    Use few = run(FEW, environment);
    Use many = run(MANY, environment);
    assertThat(many.threads()).as("%s and %s", few, many).isLessThan(few.threads() + POOLS);
    assertThat(many.residentKiB())
        .as("%s and %s", few, many)
        .isLessThan(few.residentKiB() + 48 * 1024);
  }

  private Use run(int nodes, Map<String, String> environment) throws Exception {
    String name = "job-" + UUID.randomUUID().toString().substring(0, 8);
    List<String> command = new ArrayList<>(Child.command());
    command.add(1, "-Xmx64m");
    command.addAll(
        List.of(
            "job",
            "run",
            "--rm",
            "--name",
            name,
            "--nodes",
            String.valueOf(nodes),
            "--master-wait",
            "0",
            "--image",
            "busybox",
            "--image",
            "process=host",
            "--",
            "sh",
            "-c",
            "for i in 1 2 3 4 5; do echo $RANK.$i; done; sleep 1; echo $RANK.6"));
    Path out = home.resolve("out-" + nodes);
    Path err = home.resolve("err-" + nodes);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().putAll(environment);
    Process client = builder.start();
    Use most =
        Flux.interval(Duration.ofMillis(100))
            .map(tick -> use(client.pid()))
            .takeUntil(use -> !client.isAlive())
            .reduce(new Use(0, 0), Use::most)
            .block(Duration.ofSeconds(100));
    assertThat(client.waitFor()).as(Files.readString(err)).isZero();
    assertThat(Files.readAllLines(out).stream().map(line -> line.replaceFirst("^\\[ *", "[")))
        .containsExactlyInAnyOrder(
            IntStream.range(0, nodes * 6)
                .mapToObj(at -> "[" + at / 6 + "] " + at / 6 + "." + (at % 6 + 1))
                .toArray(String[]::new));
    return most;
  }

  /** What proc(5) says of a process; nothing once it has ended. */
  private static Use use(long pid) {
    Path process = Path.of("/proc/" + pid);
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      long own = threads.filter(thread -> !isReaper(thread.resolve("comm"))).count();
      return new Use((int) own, number(Files.readAllLines(process.resolve("status")), "VmRSS:"));
    } catch (IOException ended) {
      return new Use(0, 0);
    }
  }

  /** Java itself has a small thread for each child, and each local process has one beside it. */
  private static boolean isReaper(Path name) {
    try {
      return Files.readString(name).startsWith("process reaper");
    } catch (IOException ended) {
      return true;
    }
  }

  private static long number(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
