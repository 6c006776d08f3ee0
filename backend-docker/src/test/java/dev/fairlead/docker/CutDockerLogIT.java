package dev.fairlead.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.testbed.Course;
import dev.fairlead.testbed.FaultProxy;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rule 6 over the log of a real Docker Engine: ten megabytes are followed while they are written,
 * through connections that are cut at bytes which a seed decides.
 */
class CutDockerLogIT {

  private static final Duration LONG = Duration.ofMinutes(3);
  private static final long SEED = Long.getLong("test.cuts.seed", System.nanoTime());
  private static final int CUTS = Integer.getInteger("test.cuts", 100);

  /** A hundredth of the log: none of the cut connections carries much of it. */
  private static final int LONGEST = 100_000;

  /** Lines of all lengths on both outputs, and a last one that no newline ends. */
  private static final String WRITER =
      """
      pad=$(printf '%0400d' 0)
      i=1
      while [ $i -le 52000 ]; do
        if [ $((i % 5)) = 0 ]; then
          printf "%d %.$((i * 7919 % 397))s\\n" $i $pad >&2
        else
          printf "%d %.$((i * 7919 % 397))s\\n" $i $pad
        fi
        i=$((i + 1))
      done
      printf 'the end'""";

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final AtomicInteger cuts = new AtomicInteger();

  /** Connections of calls are cut too, if they last. */
  private Course course() {
    return cuts.incrementAndGet() <= CUTS
        ? Course.clear().pass(random.nextInt(LONGEST)).cut()
        : Course.clear();
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void whatArrivesIsWhatTheDaemonHas() throws IOException {
    Path socket = Path.of(RealRuntime.docker().getPath());
    Path proxied = directory.resolve("proxy");
    Backend straight = open(Endpoint.unix(socket));
    ContainerSpec spec = ContainerSpec.builder("busybox").command("sh", "-c", WRITER).build();
    ContainerId id = straight.containers().create(spec, PlanMode.STRICT).block(LONG).id();
    try (FaultProxy proxy = FaultProxy.between(proxied, socket)) {
      Backend cut = open(Endpoint.unix(proxied));
      proxy.toClient(connection -> course());
      straight.containers().start(id).block(LONG);
      Arrived arrived = new Arrived();
      cut.containers().logs(id, LogOptions.following()).doOnNext(arrived::add).blockLast(LONG);
      cut.close().block(LONG);
      Arrived kept = new Arrived();
      straight.containers().logs(id, LogOptions.all()).doOnNext(kept::add).blockLast(LONG);

      assertThat(arrived.gaps()).as("seed %s", SEED).isEmpty();
      assertThat(cuts).as("cuts, seed %s", SEED).hasValueGreaterThanOrEqualTo(CUTS);
      assertThat(kept.lines()).isEqualTo(52_000);
      assertThat(arrived.bytes()).isEqualTo(kept.bytes()).isGreaterThan(10 << 20);
      assertThat(arrived.sha256()).as("seed %s", SEED).isEqualTo(kept.sha256());
    } finally {
      straight.containers().remove(id, RemoveOptions.force()).block(LONG);
      straight.close().block(LONG);
    }
  }

  private static Backend open(Endpoint endpoint) {
    return new DockerProvider().open(endpoint, BackendOptions.defaults()).block(LONG);
  }
}
