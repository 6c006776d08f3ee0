package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
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

  private static final Duration PROMPT = Duration.ofSeconds(1);

  @RegisterExtension final RealDocker docker = new RealDocker();

  private static long sockets() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(ReleaseIT::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static boolean within(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < deadline) {
      Mono.delay(Duration.ofMillis(10)).block(RealDocker.LONG);
      holds = condition.getAsBoolean();
    }
    return holds;
  }

  private void released(ContainerId id, Publisher<?> stream, String what) {
    docker.inspect(id);
    long before = sockets();
    Disposable subscription = Flux.from(stream).subscribe();
    assertThat(within(RealDocker.LONG, () -> sockets() > before)).as(what + " opens").isTrue();
    Mono.delay(Duration.ofMillis(300)).block(RealDocker.LONG);
    long began = System.nanoTime();
    subscription.dispose();
    assertThat(within(PROMPT, () -> sockets() <= before)).as(what + " closes in time").isTrue();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    assertThat(millis).as(what).isLessThanOrEqualTo(PROMPT.toMillis());
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.RUNNING);
  }

  @Test
  void cancellingClosesSocketsWithinASecondAndLeavesTheContainer() {
    ContainerId id = docker.start(docker.spec("sleep", "600"));
    released(id, docker.containers().logs(id, LogOptions.following()), "a followed log");
    released(id, docker.containers().waitFor(id, WaitCondition.NOT_RUNNING), "a wait for the end");
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
