package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.Health;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.HealthReport;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.ProcessTable;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StatsMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class StatsIT {

  private static final long MIB = 1L << 20;

  @RegisterExtension final RealDocker docker = new RealDocker();

  private ContainerStats once(ContainerId id) {
    return docker.containers().stats(id, StatsMode.ONE_SHOT).blockLast(RealDocker.LONG);
  }

  @Test
  void halfAProcessorIsFiftyPercent() {
    ContainerId id =
        docker.start(docker.spec("sh", "-c", "while :; do :; done").nanoCpus(500_000_000));
    List<ContainerStats> samples =
        docker
            .containers()
            .stats(id, StatsMode.STREAM)
            .take(4)
            .collectList()
            .block(RealDocker.LONG);
    assertThat(samples.get(0).cpuPercent()).isEmpty();
    assertThat(samples.subList(1, 4))
        .allSatisfy(
            sample -> assertThat(sample.cpuPercent().orElseThrow()).isCloseTo(50, within(25.0)));
    assertThat(samples.get(3).cpuTotalNanos().orElseThrow())
        .isGreaterThan(samples.get(0).cpuTotalNanos().orElseThrow());
  }

  @Test
  void memoryProcessesAndNetworkAreThoseOfTheContainer() {
    ContainerId id =
        docker.start(
            docker
                .spec(
                    "sh",
                    "-c",
                    "head -c 20m /dev/zero > /dev/shm/x; sleep 60 & sleep 60 & echo ok; wait")
                .shmBytes(64 * MIB)
                .memoryBytes(128 * MIB));
    ContainerStats stats =
        Flux.interval(Duration.ofMillis(200))
            .onBackpressureDrop()
            .concatMap(tick -> docker.containers().stats(id, StatsMode.ONE_SHOT))
            .filter(sample -> sample.pids().orElse(0) == 3)
            .blockFirst(RealDocker.LONG);
    assertThat(stats.memoryBytes().orElseThrow()).isBetween(20 * MIB, 40 * MIB);
    assertThat(stats.memoryLimitBytes()).hasValue(128 * MIB);
    assertThat(stats.networkReceivedBytes()).isPresent();
  }

  @Test
  void aContainerWithoutANetworkOfItsOwnTellsNone() {
    ContainerId id =
        docker.start(
            docker.spec("sleep", "60").network(NetworkAttachment.to(NetworkAttachment.HOST)));
    assertThat(once(id).networkReceivedBytes()).isEmpty();
  }

  @Test
  void aStreamGoesOnAfterARestartAndEndsWithTheContainer() {
    ContainerId id =
        docker.start(
            docker
                .spec("sh", "-c", "sleep 0.5; exit 1")
                .restartPolicy(RestartPolicy.parse("on-failure:2")));
    docker
        .containers()
        .stats(id, StatsMode.STREAM)
        .then()
        .as(StepVerifier::create)
        .expectComplete()
        .verify(RealDocker.LONG);
    assertThat(docker.inspect(id).restartCount()).isEqualTo(2);
  }

  @Test
  void aStreamEndsWithTheRemoval() {
    ContainerId id = docker.start(docker.spec("sleep", "60").autoRemove(true));
    docker
        .containers()
        .stats(id, StatsMode.STREAM)
        .concatMap(
            sample -> docker.containers().kill(id, Signal.KILL).onErrorComplete().thenReturn(1), 1)
        .then()
        .as(StepVerifier::create)
        .expectComplete()
        .verify(RealDocker.LONG);
  }

  @Test
  void argumentsOfPsChooseTheColumns() {
    ContainerId id = docker.start(docker.spec("sleep", "61"));
    ProcessTable table =
        docker.containers().top(id, List.of("-o", "pid,args")).block(RealDocker.LONG);
    assertThat(table.titles()).containsExactly("PID", "COMMAND");
    assertThat(table.rows())
        .singleElement()
        .satisfies(r -> assertThat(r.get(1)).isEqualTo("sleep 61"));
    docker
        .containers()
        .top(id, List.of("--no-such-option"))
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("ps"))
        .verify(RealDocker.LONG);
  }

  @Test
  void aHealthCheckTellsWhatItFound() {
    HealthCheck check =
        new HealthCheck(
            List.of("echo not so well; exit 1"),
            HealthCheck.Form.SHELL,
            Optional.of(Duration.ofMillis(200)),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.of(2));
    ContainerId id = docker.start(docker.spec("sleep", "60").healthCheck(check));
    HealthReport report =
        Flux.interval(Duration.ofMillis(200))
            .onBackpressureDrop()
            .concatMap(tick -> docker.containers().health(id))
            .filter(now -> now.health() == Health.UNHEALTHY)
            .blockFirst(RealDocker.LONG);
    assertThat(report.failingStreak()).isGreaterThanOrEqualTo(2);
    assertThat(report.last().orElseThrow())
        .satisfies(
            last -> {
              assertThat(last.output()).isEqualTo("not so well\n");
              assertThat(last.exitCode()).hasValue(1);
              assertThat(last.at()).isPresent();
            });
    ContainerId none = docker.start(docker.spec("sleep", "60"));
    assertThat(docker.containers().health(none).blockOptional(RealDocker.LONG)).isEmpty();
  }
}
