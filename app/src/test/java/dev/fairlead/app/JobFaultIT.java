package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Endpoint;
import dev.fairlead.testbed.Course;
import dev.fairlead.testbed.FaultProxy;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The start of a job on a real Docker Engine, with the daemon lost on the way. */
class JobFaultIT {

  private static final Pattern STEP = Pattern.compile("the step '([a-z ]+)");

  @TempDir Path home;

  private final String name = "job-" + UUID.randomUUID().toString().substring(0, 8);

  /** Whether the connection got as far as it was to get. */
  private final AtomicBoolean lost = new AtomicBoolean();

  private Path docker = Path.of("");

  /** From one place to the next where a connection breaks, in bytes: an answer has some hundred. */
  private static final int STEP_BYTES = 600;

  private static final int MOMENTS = 6;

  /** Longer than a call is repeated, so that its step fails. */
  private static final Duration OUTAGE = Duration.ofMillis(1600);

  @BeforeEach
  void aRealDaemonIsThere() {
    docker = Endpoint.of(RealRuntime.docker()).socketPath().orElseThrow();
  }

  /** What a failure of these tests would leave to others. */
  @AfterEach
  void nothingIsLeftToOthers() {
    if (!docker.toString().isEmpty()) {
      cli(docker).run("job", "rm", "-f", name);
    }
  }

  private Cli cli(Path socket) {
    return new Cli(home).with("DOCKER_HOST", "unix://" + socket);
  }

  private List<String> left() {
    String label = "label=dev.fairlead.job=" + name;
    return List.of(
        cli(docker).run("ps", "-a", "-q", "-f", label).out(),
        cli(docker).run("network", "ls", "-q", "-f", label).out());
  }

  private Cli.Result run(Path socket) {
    return cli(socket)
        .run(
            "job",
            "run",
            "-d",
            "--name",
            name,
            "--nodes",
            "2",
            "--master-wait",
            "0",
            "--image",
            "busybox",
            "--",
            "sleep",
            "60");
  }

  @Test
  @Timeout(180)
  void nothingIsLeftWhereverTheDaemonIsLostForAWhile() throws IOException {
    int connections = connections();
    Set<String> steps = new TreeSet<>();
    for (int unlucky = 1; unlucky <= connections; unlucky++) {
      lost.set(true);
      for (int place = 100; lost.get(); place += STEP_BYTES) {
        lost.set(false);
        steps.add(brokenAt(unlucky, place));
      }
    }
    assertThat(steps).as("steps that failed").hasSizeGreaterThan(3);
  }

  private int connections() throws IOException {
    Path socket = home.resolve("whole");
    try (FaultProxy proxy = FaultProxy.between(socket, docker)) {
      Cli.Result run = run(socket);
      assertThat(run.code()).as(run.toString()).isZero();
      assertThat(cli(docker).run("job", "rm", "-f", name).code()).isZero();
      return proxy.accepted();
    }
  }

  /** The step that failed, in the words of the error; that of none where it was mended. */
  private String brokenAt(int connection, int place) throws IOException {
    Path socket = home.resolve(connection + "-" + place);
    try (FaultProxy proxy = FaultProxy.between(socket, docker)) {
      Course broken = Course.clear().pass(place).tell(() -> lose(proxy)).cut();
      proxy.toClient(each -> each == connection ? broken : Course.clear());
      Cli.Result run = run(socket);
      if (run.code() == 0) {
        assertThat(cli(docker).run("job", "rm", "-f", name).code()).isZero();
      } else {
        assertThat(run.code()).as(run.toString()).isEqualTo(125);
      }
      assertThat(left()).as("connection %s at %s: %s", connection, place, run).containsOnly("");
      Matcher step = STEP.matcher(run.err());
      return step.find() ? step.group(1) : "none";
    }
  }

  /** On a thread of its own: the one that tells carries bytes. */
  private void lose(FaultProxy proxy) {
    lost.set(true);
    Mono.fromCallable(
            () -> {
              proxy.refuse();
              proxy.cut();
              return proxy;
            })
        .subscribeOn(Schedulers.boundedElastic())
        .delayElement(OUTAGE)
        .publishOn(Schedulers.boundedElastic())
        .subscribe(
            away -> {
              try {
                away.listen();
              } catch (IOException closed) {
                throw new UncheckedIOException(closed);
              }
            },
            error -> {});
  }

  /** At moments spread over the time that the start takes, so that each step of it is met. */
  @Test
  @Timeout(120)
  void nothingIsLeftWheneverItIsInterrupted() throws Exception {
    Set<Integer> codes = new TreeSet<>();
    long whole = 0;
    for (int moment = 0; moment <= MOMENTS; moment++) {
      long begun = System.nanoTime();
      Process client = interruptible();
      if (moment == 0) {
        assertThat(client.inputReader().readLine()).contains("up");
        whole = System.nanoTime() - begun;
      } else {
        Mono.delay(Duration.ofNanos(whole * moment / MOMENTS)).block();
      }
      new ProcessBuilder("kill", "-s", "INT", "" + client.pid()).start().waitFor();
      assertThat(client.waitFor(50, TimeUnit.SECONDS)).isTrue();
      codes.add(client.exitValue());
      assertThat(left()).as("moment %s of %s", moment, MOMENTS).containsOnly("");
    }
    assertThat(codes).contains(9).hasSizeGreaterThan(1);
  }

  private Process interruptible() throws IOException {
    List<String> command = new ArrayList<>(Child.command());
    command.addAll(
        List.of(
            "job",
            "run",
            "--rm",
            "--name",
            name,
            "--nodes",
            "4",
            "--master-wait",
            "0",
            "--image",
            "busybox",
            "sh",
            "-c",
            "trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(home.resolve("err").toFile());
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().put("FAIRLEAD_RUNTIME", "docker");
    builder.environment().put("DOCKER_HOST", "unix://" + docker);
    return builder.start();
  }
}
