package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.testing.OpenSockets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rule 7, counted in the sockets of this process. */
@EnabledOnOs(OS.LINUX)
class ReleaseIT {

  private static final int STEADY_LOOKS = 30;
  private static final Duration PROMPT = Duration.ofSeconds(1);

  @RegisterExtension final RealDocker docker = new RealDocker();

  private static boolean within(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < deadline) {
      Mono.delay(Duration.ofMillis(10)).block(RealDocker.LONG);
      holds = condition.getAsBoolean();
    }
    return holds;
  }

  /** How many there are once a cancelled command is killed, which goes on for a while. */
  private long settledSockets(ContainerId id) {
    docker.client().cleanups().settled().block(RealDocker.LONG);
    docker.inspect(id);
    long count = OpenSockets.count();
    for (int same = 0; same < STEADY_LOOKS; ) {
      Mono.delay(Duration.ofMillis(50)).block(RealDocker.LONG);
      long now = OpenSockets.count();
      same = now == count ? same + 1 : 0;
      count = now;
    }
    return count;
  }

  private void released(ContainerId id, Publisher<?> stream, String what) {
    long before = settledSockets(id);
    Disposable subscription = Flux.from(stream).subscribe();
    assertThat(within(RealDocker.LONG, () -> OpenSockets.count() > before))
        .as(what + " opens")
        .isTrue();
    closed(subscription, () -> OpenSockets.count() <= before, what);
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.RUNNING);
  }

  /** One that runs over the connection that the call before has left. */
  private void keptReleased(ContainerId id, Publisher<?> stream, String what) {
    long before = settledSockets(id);
    closed(Flux.from(stream).subscribe(), () -> OpenSockets.count() < before, what);
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.RUNNING);
  }

  private static void closed(Disposable subscription, BooleanSupplier closed, String what) {
    Mono.delay(Duration.ofMillis(300)).block(RealDocker.LONG);
    assertThat(closed.getAsBoolean()).as(what + " is open").isFalse();
    long began = System.nanoTime();
    subscription.dispose();
    assertThat(within(PROMPT, closed)).as(what + " closes in time").isTrue();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertThat(millis).as(what).isLessThanOrEqualTo(PROMPT.toMillis());
  }

  @Test
  void cancellingClosesSocketsWithinASecondAndLeavesTheContainer() {
    ContainerId id = docker.start(docker.spec("sleep", "600"));
    released(id, docker.containers().logs(id, LogOptions.following()), "a followed log");
    keptReleased(
        id, docker.containers().waitFor(id, WaitCondition.NOT_RUNNING), "a wait for the end");
    released(id, docker.containers().waitFor(id, WaitCondition.REMOVED), "a wait for removal");
    released(
        id,
        Flux.usingWhen(
            docker.containers().exec(id, ExecSpec.of("sleep", "5")),
            AttachedProcess::output,
            AttachedProcess::close),
        "an executed command");
    released(
        id,
        Mono.usingWhen(
            docker.containers().exec(id, ExecSpec.of("sleep", "5")),
            AttachedProcess::exit,
            AttachedProcess::close),
        "the exit of an executed command");
    released(
        id,
        Flux.usingWhen(
            docker.containers().attach(id, AttachOptions.output()),
            AttachedProcess::output,
            AttachedProcess::close),
        "an attachment");
  }
}
