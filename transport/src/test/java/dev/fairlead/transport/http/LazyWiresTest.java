package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A source is made once, when it is needed, and where its classes may read what they need. */
class LazyWiresTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final HttpAddress ADDRESS = new HttpAddress.Unix(Path.of("/nowhere"));

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final LazyWires wires = new LazyWires(this::make);

  private WireSource make() {
    told.add(Schedulers.isInNonBlockingThread() ? "made on a thread of an event loop" : "made");
    return new WireSource() {
      @Override
      public Mono<Wire> connect(HttpAddress address) {
        return Mono.fromRunnable(() -> told.add("connected"));
      }

      @Override
      public Mono<Void> close() {
        return Mono.fromRunnable(() -> told.add("closed"));
      }
    };
  }

  @Test
  void aSourceIsMadeWhereBlockingIsAllowed() {
    wires
        .connect(ADDRESS)
        .subscribeOn(Schedulers.parallel())
        .as(StepVerifier::create)
        .expectComplete()
        .verify(LIMIT);
    assertThat(told).containsExactly("made", "connected");
  }

  @Test
  void manyWhoAskAtOnceGetOneSource() {
    Flux.range(0, 50)
        .flatMap(index -> wires.connect(ADDRESS).subscribeOn(Schedulers.parallel()), 50)
        .then(wires.close())
        .as(StepVerifier::create)
        .expectComplete()
        .verify(LIMIT);
    assertThat(told).hasSize(52).startsWith("made").endsWith("closed").containsOnlyOnce("made");
  }

  @Test
  void whatWasNeverNeededIsNeitherMadeNorClosed() {
    wires.close().as(StepVerifier::create).expectComplete().verify(LIMIT);
    wires
        .connect(ADDRESS)
        .as(StepVerifier::create)
        .expectErrorMatches(
            error ->
                error instanceof TransportException gone
                    && gone.kind() == TransportException.Kind.CLOSED)
        .verify(LIMIT);
    assertThat(told).isEmpty();
  }

  @Test
  void aSourceThatCouldNotBeMadeIsMadeAgain() {
    LazyWires flaky =
        new LazyWires(
            () -> {
              if (told.isEmpty()) {
                told.add("no descriptors");
                throw new IllegalStateException("no descriptors");
              }
              return make();
            });
    flaky.connect(ADDRESS).as(StepVerifier::create).expectError().verify(LIMIT);
    flaky.connect(ADDRESS).as(StepVerifier::create).expectComplete().verify(LIMIT);
    assertThat(told).containsExactly("no descriptors", "made", "connected");
  }
}
