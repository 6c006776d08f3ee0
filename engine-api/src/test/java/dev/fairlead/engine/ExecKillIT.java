package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.transport.inside.EndCommand;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Rule 7 for executed commands, counted by {@code ps} inside of the container. */
class ExecKillIT {

  private static final int CANCELS = Integer.getInteger("exec.kill.cancels", 1000);
  private static final long SEED = Long.getLong("exec.kill.seed", System.nanoTime());
  private static final int AT_ONCE = 4;
  private static final double LONGEST_NANOS = 600e6;

  /**
   * Ignores all that asks it to end, and forks on: children and grandchildren with and without its
   * environment, in its session and in others, with parents and without.
   */
  private static final String TREE =
      """
      trap '' TERM INT HUP QUIT
      (setsid env -i sleep 7777; :) &
      env -i sh -c "trap '' TERM; sleep 7777; :" &
      setsid sh -c "trap '' TERM; sleep 7777 & sleep 7777; :" &
      (setsid sleep 7777 &)
      (env -i sleep 7777 &)
      while :; do echo more; sleep 0.2 & sleep 0.1; done""";

  @RegisterExtension final RealDocker docker = new RealDocker();

  /** A shell as first process takes in orphans that have ended, so that ps shows none of them. */
  private ContainerId idle() {
    return docker.start(docker.spec("sh", "-c", "while :; do sleep 1; done").init(false));
  }

  private String inside(ContainerId id, String... command) {
    return Mono.usingWhen(
            docker.containers().exec(id, ExecSpec.of(command)),
            process -> process.output().map(OutputFrame::text).reduce("", String::concat),
            AttachedProcess::close)
        .block(RealDocker.LONG);
  }

  /** All that lives in the container beside its first process. */
  private List<String> survivors(ContainerId id) {
    return inside(id, "ps", "-o", "pid,stat,args")
        .lines()
        .skip(1)
        .map(String::strip)
        .filter(line -> !line.matches("1 .*|.* ps -o .*|\\d+ +\\S+ +sleep 1|\\d+ +Z.*"))
        .toList();
  }

  @Test
  @Timeout(1800)
  void nothingOfTheCancelledSurvives() {
    ContainerId id = idle();
    Random random = new Random(SEED);
    AtomicInteger wrote = new AtomicInteger();
    AtomicInteger emitted = new AtomicInteger();
    Flux.range(0, CANCELS)
        .map(i -> Duration.ofNanos((long) (Math.pow(random.nextDouble(), 4) * LONGEST_NANOS)))
        .flatMap(moment -> cancelled(id, moment, random.nextBoolean(), emitted, wrote), AT_ONCE)
        .then()
        .block(Duration.ofHours(1));
    System.out.printf(
        "exec.kill.seed=%d: of %d cancelled, %d after they were there, %d after they wrote%n",
        SEED, CANCELS, emitted.get(), wrote.get());
    assertThat(survivors(id)).as("seed " + SEED).isEmpty();
    assertThat(wrote.get()).as("cancelled during output").isPositive();
    assertThat(emitted.get()).as("cancelled before it was there").isLessThan(CANCELS);
  }

  @Test
  void closingKillsTheTreeAndNobodyElse() {
    ContainerId id = idle();
    AttachedProcess bystander = started(id, ExecSpec.of("sh", "-c", "echo ready; sleep 8888; :"));
    AttachedProcess process = started(id, ExecSpec.of("sh", "-c", TREE));
    assertThat(survivors(id)).hasSizeGreaterThan(9);
    process.close().block(RealDocker.LONG);
    assertThat(survivors(id)).hasSize(2).allMatch(line -> line.contains("sleep 8888"));
    process.close().block(RealDocker.LONG);
    bystander.close().block(RealDocker.LONG);
    assertThat(survivors(id)).isEmpty();
  }

  @Test
  void whatACommandLeftBehindWhenItEndedGoesOn() {
    ContainerId id = idle();
    assertThat(inside(id, "sh", "-c", "sleep 7777 > /dev/null 2>&1 & echo left")).contains("left");
    assertThat(survivors(id)).hasSize(1);
  }

  @Test
  void theMarkIsOneVariableMoreAndTheCallersIsOverruled() {
    ContainerId id = idle();
    String outside = inside(id, "sh", "-c", "tr '\\0' '\\n' < /proc/1/environ");
    String marked =
        Mono.usingWhen(
                docker
                    .containers()
                    .exec(
                        id,
                        ExecSpec.builder(List.of("env"))
                            .env(EndCommand.VARIABLE, "mine")
                            .env("OTHER", "there")
                            .build()),
                process -> process.output().map(OutputFrame::text).reduce("", String::concat),
                AttachedProcess::close)
            .block(RealDocker.LONG);
    assertThat(outside).doesNotContain(EndCommand.VARIABLE);
    assertThat(marked.lines().filter(line -> line.startsWith(EndCommand.VARIABLE)))
        .singleElement()
        .asString()
        .matches("FAIRLEAD_EXEC_ID=[0-9a-f-]{36}");
    assertThat(marked).contains("OTHER=there\n");
  }

  @Test
  void aUserWithoutRightsInAReadOnlyContainerIsKilledWithoutAny() {
    ContainerId id =
        docker.start(
            docker
                .spec("sh", "-c", "while :; do sleep 1; done")
                .init(false)
                .readOnlyRoot(true)
                .capDrop("ALL")
                .user("65534"));
    started(id, ExecSpec.of("sh", "-c", TREE)).close().block(RealDocker.LONG);
    assertThat(survivors(id)).isEmpty();
  }

  @Test
  void whatBecameRootIsKilledAsRoot() {
    ContainerId id = idle();
    inside(
        id,
        "sh",
        "-c",
        "echo root::0:0:root:/:/bin/sh > /etc/passwd;"
            + " mkdir /x; cp /bin/busybox /x/busybox; chmod 4755 /x/busybox");
    String su = "/x/busybox su root -c 'echo ready; sleep 7777; :'";
    AttachedProcess itself = started(id, asNobody("exec " + su));
    itself.close().block(RealDocker.LONG);
    assertThat(survivors(id)).isEmpty();
    AttachedProcess child = started(id, asNobody(su + " & sleep 7777; :"));
    child.close().block(RealDocker.LONG);
    assertThat(survivors(id)).isEmpty();
  }

  private static ExecSpec asNobody(String script) {
    return ExecSpec.builder(List.of("sh", "-c", script)).user("65534").build();
  }

  @Test
  void withoutAShellTheErrorSaysThatItGoesOn() {
    ContainerId id = docker.start(docker.spec("sleep", "600").init(false));
    AttachedProcess process =
        started(id, ExecSpec.of("sh", "-c", "rm /bin/sh /bin/ash; echo ready; exec sleep 7777"));
    process
        .close()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(OperationUnsupportedException.class)
                    .hasMessageContaining("kill sh in container " + id)
                    .hasMessageContaining("it goes on")
                    .hasMessageContaining("no shell"))
        .verify(RealDocker.LONG);
    assertThat(inside(id, "ps")).contains("sleep 7777");
  }

  @Test
  void inAPausedContainerTheErrorSaysSoAndLaterItIsKilled() {
    ContainerId id = idle();
    AttachedProcess process = started(id, ExecSpec.of("sh", "-c", "echo ready; sleep 7777; :"));
    docker.containers().pause(id).block(RealDocker.LONG);
    process
        .close()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("it goes on when the container is unpaused"))
        .verify(RealDocker.LONG);
    docker.containers().unpause(id).block(RealDocker.LONG);
    process.close().block(RealDocker.LONG);
    assertThat(survivors(id)).isEmpty();
  }

  @Test
  void withItsContainerItIsDead() {
    ContainerId id = idle();
    AttachedProcess first = started(id, ExecSpec.of("sh", "-c", "echo ready; sleep 7777; :"));
    AttachedProcess second = started(id, ExecSpec.of("sh", "-c", "echo ready; sleep 7777; :"));
    docker.containers().kill(id, Signal.KILL).block(RealDocker.LONG);
    first.close().block(RealDocker.LONG);
    docker.containers().remove(id, RemoveOptions.force()).block(RealDocker.LONG);
    second.close().block(RealDocker.LONG);
  }

  @Test
  void inTheHostsProcessNamespaceOnlyTheTreeIsKilled() {
    ContainerId id = docker.start(docker.spec("sleep", "600").init(false).pidNamespace("host"));
    AttachedProcess bystander = started(id, ExecSpec.of("sh", "-c", "echo ready; sleep 8888; :"));
    started(id, ExecSpec.of("sh", "-c", "echo ready; setsid env -i sleep 7777 & sleep 7777; :"))
        .close()
        .block(RealDocker.LONG);
    assertThat(inside(id, "ps", "-o", "args"))
        .contains("sleep 8888")
        .doesNotContainPattern("(?m)^sleep 7777");
    bystander.close().block(RealDocker.LONG);
  }

  /** Executes it, and waits until it writes. */
  private AttachedProcess started(ContainerId id, ExecSpec spec) {
    AttachedProcess process = docker.containers().exec(id, spec).block(RealDocker.LONG);
    assertThat(process.output().next().map(OutputFrame::text).block(RealDocker.LONG))
        .containsAnyOf("more", "ready");
    return process;
  }

  /** Completes when what the cancelled command takes back is taken back. */
  private Mono<Void> cancelled(
      ContainerId id,
      Duration moment,
      boolean terminal,
      AtomicInteger emitted,
      AtomicInteger wrote) {
    AtomicInteger frames = new AtomicInteger();
    return Mono.fromCallable(
            () ->
                Flux.usingWhen(
                        docker
                            .containers()
                            .exec(
                                id,
                                ExecSpec.builder(List.of("sh", "-c", TREE)).tty(terminal).build()),
                        process -> {
                          emitted.incrementAndGet();
                          return process.output();
                        },
                        AttachedProcess::close)
                    .subscribe(
                        frame -> frames.incrementAndGet(),
                        error -> {
                          throw new AssertionError("it could not be executed", error);
                        }))
        .delayElement(moment)
        .doOnNext(Disposable::dispose)
        .doOnNext(running -> wrote.addAndGet(Math.min(1, frames.get())))
        .publishOn(Schedulers.boundedElastic())
        .then(Mono.defer(() -> docker.client().cleanups().settled()));
  }
}
