package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.system.EventFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a broken connection means: an error, and never an end. For backends whose tests can cut
 * their connections, for example by a proxy.
 */
@DisplayName("A cut connection")
public abstract class CutContract extends BackendContract {

  /** For subclasses. */
  protected CutContract() {}

  /** Breaks all connections that are open now; new ones can be made. */
  protected abstract void cut();

  private CompletableFuture<Throwable> outcome(Publisher<?> stream) {
    return Flux.from(stream)
        .then(Mono.<Throwable>just(new AssertionError("it completed")))
        .onErrorResume(Mono::just)
        .toFuture();
  }

  private void assertInterrupted(CompletableFuture<Throwable> outcome, String what) {
    assertThat(outcome).as(what).succeedsWithin(subject().stepTimeout());
    assertThat(outcome.join()).as(what).isInstanceOf(StreamInterruptedException.class);
    assertThat(((ContainerException) outcome.join()).retryable()).isTrue();
  }

  /** An exit that was not seen is lost or an error, and never a success. */
  private void assertNotGuessed(Mono<Exit> exit) {
    Object told = get(exit.cast(Object.class).onErrorResume(Mono::just));
    if (told instanceof Exit.Lost || told instanceof ContainerException) {
      return;
    }
    assertThat(told).as("the end of what was cut off").isInstanceOf(Exit.class);
    assertThat(((Exit) told).code()).as("the true code").hasValue(11);
  }

  /** Rule 2. If this fails, the end of the wire is taken for the end of the output. */
  @Test
  @DisplayName("interrupts an attachment, and its exit is not guessed")
  void interruptsAnAttachment() {
    requires(Capability.ATTACH);
    AttachedProcess process =
        attached(script("echo first; sleep 2; echo second; exit 11"), AttachOptions.output());
    CompletableFuture<Throwable> end = outcome(process.output());
    quietly();
    cut();
    assertInterrupted(end, "the output of a container");
    assertNotGuessed(process.exit());
    done(process.close());
  }

  /** Rule 2. If this fails, the end of the wire is taken for the end of the command. */
  @Test
  @DisplayName("interrupts a command, and its exit is not guessed")
  void interruptsACommand() {
    requires(Capability.EXEC);
    ContainerId id = started(script(Scripts.IDLE));
    ExecSpec spec = ExecSpec.builder(subject().shell("echo first; sleep 2; exit 11")).build();
    AttachedProcess process = get(containers().exec(id, spec));
    CompletableFuture<Throwable> end = outcome(process.output());
    quietly();
    cut();
    assertInterrupted(end, "the output of a command");
    assertNotGuessed(process.exit());
    done(process.close());
  }

  /** Rule 2. If this fails, a wait that was cut off yields an end that nobody saw. */
  @Test
  @DisplayName("interrupts a wait or is mended, and the exit is not guessed")
  void interruptsAWait() {
    ContainerId id = started(script("sleep 2; exit 11"));
    ExitWatch watch = get(containers().watchExit(id, WaitCondition.NOT_RUNNING));
    Mono<Exit> exit = watch.exit().cache();
    exit.subscribe(end -> {}, error -> {});
    cut();
    assertNotGuessed(exit);
    done(watch.close());
  }

  /** Rule 2. If this fails, events end when the wire does. */
  @Test
  @DisplayName("interrupts events")
  void interruptsEvents() {
    requires(Capability.EVENTS);
    CompletableFuture<Throwable> end = outcome(backend().system().events(EventFilter.all()));
    quietly();
    cut();
    assertInterrupted(end, "events");
  }

  /**
   * Rule 6. If this fails, look at where a followed log goes on: a line lost or doubled needs a
   * gap, or an error.
   */
  @Test
  @DisplayName("does not end a followed log, which goes on without loss or with a gap")
  void isSurvivedByAFollowedLog() {
    requires(Capability.LOGS, Capability.LOG_FOLLOW);
    StringBuilder script = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int line = 1; line <= 20; line++) {
      script.append("echo line-").append(line).append("; sleep 0.1; ");
      expected.append("line-").append(line).append('\n');
    }
    ContainerId id = started(script(script.toString()));
    CompletableFuture<List<LogEvent>> log =
        containers().logs(id, LogOptions.following()).collectList().toFuture();
    for (int i = 0; i < 3; i++) {
      quietly();
      cut();
    }
    assertThat(log).succeedsWithin(subject().stepTimeout());
    if (log.join().stream().noneMatch(Gap.class::isInstance)) {
      StringBuilder text = new StringBuilder();
      log.join().forEach(event -> text.append(Captured.bytes((OutputFrame) event)));
      assertThat(text).hasToString(expected.toString());
    }
  }
}
