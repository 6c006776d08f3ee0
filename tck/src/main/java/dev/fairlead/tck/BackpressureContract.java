package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/**
 * Demand reaches the source: a slow reader gets no more than it asks for, and at last all of it.
 */
@DisplayName("A slow reader")
public abstract class BackpressureContract extends BackendContract {

  private static final int LINES = 100_000;
  private static final int ENDLESS = 3_000_000;
  private static final int STALLED = 20;

  /** For subclasses. */
  protected BackpressureContract() {}

  private void assertObeysDemand(Flux<OutputFrame> frames) {
    AtomicLong bytes = new AtomicLong();
    frames
        .doOnNext(frame -> bytes.addAndGet(frame.size()))
        .as(flux -> StepVerifier.create(flux, 0))
        .expectSubscription()
        .expectNoEvent(subject().quiet())
        .thenRequest(1)
        .expectNextCount(1)
        .expectNoEvent(subject().quiet())
        .thenRequest(2)
        .expectNextCount(2)
        .expectNoEvent(subject().quiet())
        .thenRequest(Long.MAX_VALUE)
        .thenConsumeWhile(frame -> true)
        .expectComplete()
        .verify(subject().stepTimeout());
    assertThat(bytes.get()).isEqualTo(Scripts.numbers(LINES).length());
  }

  /** Rule 5. If this fails, frames are prefetched past the demand, or lost while there is none. */
  @Test
  @DisplayName("of a container gets what it asks for, and all of it in the end")
  void ofAContainer() {
    requires(Capability.ATTACH);
    AttachedProcess process = attached(script("seq 1 " + LINES), AttachOptions.output());
    assertObeysDemand(process.output());
    done(process.close());
  }

  /** Rule 5. If this fails, the log is read ahead of its reader. */
  @Test
  @DisplayName("of a log gets what it asks for, and all of it in the end")
  void ofALog() {
    requires(Capability.LOGS);
    ContainerId id = started(script("seq 1 " + LINES));
    ended(id);
    assertObeysDemand(containers().logs(id, LogOptions.all()).cast(OutputFrame.class));
    if (has(Capability.LOG_FOLLOW)) {
      assertObeysDemand(containers().logs(id, LogOptions.following()).cast(OutputFrame.class));
    }
  }

  /** Rule 5. If this fails, what nobody reads is heaped up in memory: look at unbounded buffers. */
  @Test
  @DisplayName("holds up the process that writes")
  void holdsUpTheProcess() {
    requires(Capability.EXEC);
    ContainerId id = started(script(Scripts.IDLE));
    ExecSpec spec = ExecSpec.builder(subject().shell("seq 1 " + ENDLESS)).build();
    AttachedProcess process = get(containers().exec(id, spec));
    CompletableFuture<Exit> exit = process.exit().toFuture();
    Reader reader = new Reader();
    process.output().subscribe(reader);
    reader.request(1);
    for (int i = 0; i < 10; i++) {
      quietly();
    }
    assertThat(reader.frames.get()).as("frames that were asked for").isEqualTo(1);
    assertThat(exit).as("the end of what could not write everything").isNotDone();
    reader.request(Long.MAX_VALUE);
    assertThat(exit).succeedsWithin(subject().stepTimeout().multipliedBy(2));
    assertThat(reader.end).succeedsWithin(subject().stepTimeout());
    assertThat(reader.bytes.get()).isEqualTo(digitsUpTo(ENDLESS) + ENDLESS);
    done(process.close());
  }

  private static long digitsUpTo(long last) {
    long digits = 0;
    for (long first = 1; first <= last; first *= 10) {
      digits += last - first + 1;
    }
    return digits;
  }

  /** Rule 5. If this fails, streams take connections from a pool that control calls need. */
  @Test
  @DisplayName("or twenty of them leave control calls quick")
  void leavesControlCallsAlone() {
    requires(Capability.LOGS, Capability.LOG_FOLLOW);
    ContainerId id = started(script(Scripts.TICKING));
    List<Disposable> readers = new ArrayList<>();
    for (int i = 0; i < STALLED; i++) {
      Reader reader = new Reader();
      containers().logs(id, LogOptions.following()).cast(OutputFrame.class).subscribe(reader);
      reader.request(1);
      readers.add(reader);
    }
    quietly();
    for (int i = 0; i < 5; i++) {
      assertThat(state(id).alive()).isTrue();
    }
    readers.forEach(Disposable::dispose);
    everythingIsReleased(subject().releaseTimeout());
  }

  /** Asks for as much as the test says. */
  private static final class Reader extends BaseSubscriber<OutputFrame> {

    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // nothing is asked for yet
    }

    @Override
    protected void hookOnNext(OutputFrame frame) {
      frames.incrementAndGet();
      bytes.addAndGet(frame.size());
    }

    @Override
    protected void hookOnComplete() {
      end.complete(true);
    }

    @Override
    protected void hookOnError(Throwable error) {
      end.completeExceptionally(error);
    }
  }
}
