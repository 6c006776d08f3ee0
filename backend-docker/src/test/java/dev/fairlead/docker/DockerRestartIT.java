package dev.fairlead.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.testing.RealRuntime;
import dev.fairlead.testing.RestartableDocker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Rule 6 over the end of the daemon itself: ten megabytes of a followed log while the daemon is
 * ended and started twice, at moments that a seed decides.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DockerRestartIT {

  private static final Duration LONG = Duration.ofMinutes(3);
  private static final long SEED = Long.getLong("test.restart.seed", System.nanoTime());
  private static final int LINES = 52_000;

  /**
   * Numbered lines of all lengths, which the test computes too. When it is stopped it keeps its
   * number, and goes on from there when it is started again, also behind the last; while there is a
   * file {@code heeds} it heeds the signal for that. While there is a file {@code hush} it writes
   * nothing, and tells how far it came.
   */
  private static final String WRITER =
      """
      trap 'stopped=1' TERM
      touch /state/heeds
      hush() {
        [ -e /state/hush ] || return
        echo $((i - 1)) > /state/new; mv /state/new /state/hushed
        while [ -e /state/hush ]; do sleep 0.05; done
      }
      pad=$(printf '%0400d' 0)
      i=$(cat /number 2> /dev/null || echo 1)
      while [ $i -le LINES ]; do
        printf "%d %.$((i * 7919 % 397))s\\n" $i $pad
        i=$((i + 1))
        [ -z "$stopped" ] || { echo $i > /number; rm /state/heeds; exit 0; }
        hush
      done
      echo $i > /number
      touch /state/done
      while [ -z "$stopped" ]; do hush; sleep 0.1; done
      rm /state/heeds"""
          .replace("LINES", String.valueOf(LINES));

  @TempDir Path state;

  private final Random random = new Random(SEED);
  private final Arrived arrived = new Arrived();
  private RestartableDocker docker;
  private Backend backend;
  private ContainerId id;
  private Disposable follow;

  @BeforeEach
  void find() {
    docker = RealRuntime.restartableDocker();
    // It is started as each test wants it.
    docker.stop();
  }

  @AfterEach
  void leaveNothing() {
    if (backend != null) {
      docker.start();
      follow.dispose();
      backend.containers().remove(id, RemoveOptions.force()).block(LONG);
      backend.close().block(LONG);
    }
  }

  private void run(RestartPolicy policy) {
    backend =
        new DockerProvider()
            .open(Endpoint.of(docker.host()), BackendOptions.defaults())
            .block(LONG);
    ContainerSpec spec =
        ContainerSpec.builder("busybox")
            .command("sh", "-c", WRITER)
            .init(false)
            .restartPolicy(policy)
            .mount(
                new Mount.Bind(
                    state.toString(),
                    "/state",
                    Mount.Access.READ_WRITE,
                    Mount.Relabel.NONE,
                    Optional.empty()))
            .build();
    id = backend.containers().create(spec, PlanMode.STRICT).block(LONG).id();
    backend.containers().start(id).block(LONG);
    follow =
        backend
            .containers()
            .logs(id, LogOptions.following())
            .subscribe(arrived::add, arrived::failed, arrived::ended);
  }

  /** Waits for a number of lines that is a matter of chance, in one third or the other. */
  private void reachLineIn(int third) {
    long lines = (long) LINES * third / 3 - random.nextInt(LINES / 4);
    await("line " + lines, () -> arrived.lines() >= lines);
  }

  /**
   * A shell that is stopped in its first moments ignores it, is killed when its time is over, and
   * writes again what it wrote by then.
   */
  private void awaitHeed() {
    await("heed of signals", () -> Files.exists(state.resolve("heeds")));
  }

  private void await(String what, BooleanSupplier reached) {
    Flux.interval(Duration.ofMillis(5))
        .skipUntil(tick -> reached.getAsBoolean() || arrived.isOver())
        .blockFirst(LONG);
    assertThat(reached.getAsBoolean()).as("%s, seed %s, %s", what, SEED, arrived).isTrue();
  }

  private void end() {
    await("the last line", () -> arrived.lines() >= LINES);
    docker.start();
    awaitHeed();
    backend.containers().stop(id, StopOptions.defaults()).block(LONG);
    await("the end", arrived::isOver);
  }

  private static String line(int number) {
    return number + " " + "0".repeat(number * 7919 % 397) + "\n";
  }

  private void everythingArrivedOnce() {
    Arrived written = new Arrived();
    for (int i = 1; i <= LINES; i++) {
      written.add(ByteBuffer.wrap(line(i).getBytes(StandardCharsets.US_ASCII)));
    }
    assertThat(arrived.gaps()).as("seed %s", SEED).isEmpty();
    assertThat(kept().bytes()).as("what was written, seed %s", SEED).isEqualTo(written.bytes());
    assertThat(arrived.bytes()).isEqualTo(written.bytes()).isGreaterThan(10 << 20);
    assertThat(arrived.sha256()).isEqualTo(written.sha256());
  }

  @Test
  void containersThatAreStoppedAndStartedWithTheDaemonLoseNothing() {
    docker.start();
    run(RestartPolicy.parse("always"));
    for (int third = 1; third <= 2; third++) {
      reachLineIn(third);
      awaitHeed();
      docker.stop();
      docker.start();
    }
    end();
    everythingArrivedOnce();
  }

  @Test
  void containersThatGoOnWithoutTheDaemonLoseNothing() throws IOException {
    docker.startToLeaveContainersAlone();
    run(RestartPolicy.NEVER);
    for (int third = 1; third <= 2; third++) {
      reachLineIn(third);
      hush();
      if (third == 1) {
        docker.stop();
      } else {
        docker.kill();
      }
      Files.delete(state.resolve("hush"));
      docker.startToLeaveContainersAlone();
    }
    end();
    everythingArrivedOnce();
  }

  /** Until all that was written is there: what a daemon has read and not kept ends with it. */
  private void hush() throws IOException {
    Path hushed = state.resolve("hushed");
    Files.deleteIfExists(hushed);
    Files.createFile(state.resolve("hush"));
    await("silence", () -> Files.exists(hushed));
    long last = Long.parseLong(Files.readString(hushed).strip());
    await("all that was written", () -> arrived.lines() >= last);
  }

  @Test
  void ofADaemonThatIsKilledInTheMiddleEverythingThatItKeptArrivesOnce() {
    docker.startToLeaveContainersAlone();
    run(RestartPolicy.NEVER);
    for (int third = 1; third <= 2; third++) {
      reachLineIn(third);
      docker.kill();
      docker.startToLeaveContainersAlone();
    }
    await("its end", () -> Files.exists(state.resolve("done")));
    docker.stop();
    docker.start();
    await("the end", arrived::isOver);
    assertThat(arrived.sha256()).isEqualTo(kept().sha256());
  }

  private Arrived kept() {
    Arrived kept = new Arrived();
    backend.containers().logs(id, LogOptions.all()).doOnNext(kept::add).blockLast(LONG);
    return kept;
  }
}
