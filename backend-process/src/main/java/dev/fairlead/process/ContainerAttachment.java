package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.LogScanner;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.transport.http.DuplexConnection;
import dev.fairlead.transport.http.TransportException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The first process of a container. Its output comes from the log, which keeps what nobody asked
 * for yet, so that the process never waits for a reader.
 */
final class ContainerAttachment implements AttachedProcess {

  private final String operation;
  private final RunOutput run;
  private final long offset;
  private final Optional<DuplexConnection> input;
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final Closing closing = new Closing();
  private final AtomicReference<@Nullable Exit> seen = new AtomicReference<>();
  private volatile boolean inputBroken;

  ContainerAttachment(
      String operation, RunOutput run, long offset, Optional<DuplexConnection> input) {
    this.operation = operation;
    this.run = run;
    this.offset = offset;
    this.input = input;
  }

  @Override
  public Flux<OutputFrame> output() {
    Flux<OutputFrame> frames =
        Flux.defer(
            () ->
                subscribed.compareAndSet(false, true)
                    ? run.follow(offset, Mono.error(this::lost)).map(ContainerAttachment::frame)
                    : Flux.error(new IllegalStateException("the output has a subscriber already")));
    return closing
        .endedBy(this::closedError, frames)
        .onErrorMap(error -> ProcessErrors.map(operation, error));
  }

  private static OutputFrame frame(LogScanner.Entry entry) {
    return OutputFrame.of(
        RunOutput.isOutput(entry) ? StandardStream.STDOUT : StandardStream.STDERR, entry.bytes());
  }

  private Throwable lost() {
    return ProcessErrors.interrupted(operation, StoredContainer.SUPERVISOR_GONE);
  }

  private Throwable closedError() {
    return ProcessErrors.interrupted(operation, "this side closed it");
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    Objects.requireNonNull(bytes, "bytes");
    if (input.isEmpty()) {
      return Refusal.mono(
          ProcessBackendProvider.ID, Capability.STDIN, operation + " without asking for its input");
    }
    DuplexConnection connection = input.get();
    return Mono.defer(
        () ->
            writing.compareAndSet(false, true)
                ? Flux.from(bytes)
                    .concatMap(next -> send(connection, next), 1)
                    .then()
                    .doFinally(signal -> writing.set(false))
                : Mono.error(new IllegalStateException("another write is running")));
  }

  /** What a process does not read any more is dropped. */
  private Mono<Void> send(DuplexConnection connection, ByteBuffer next) {
    return inputBroken
        ? Mono.empty()
        : connection
            .send(Mono.just(next))
            .onErrorResume(
                TransportException.class,
                error -> {
                  inputBroken = true;
                  return Mono.empty();
                });
  }

  @Override
  public Mono<Void> closeInput() {
    return Mono.justOrEmpty(input).flatMap(DuplexConnection::shutdownOutput);
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    Objects.requireNonNull(size, "size");
    return Refusal.mono(ProcessBackendProvider.ID, Capability.RESIZE, operation + " as a terminal");
  }

  @Override
  public Mono<Exit> exit() {
    return Mono.defer(
            () -> {
              Exit known = seen.get();
              return known != null
                  ? Mono.just(known)
                  : closing.endedBy(this::closedError, RunEnd.await(run).doOnNext(seen::set));
            })
        .onErrorMap(error -> ProcessErrors.map(operation, error));
  }

  @Override
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          closing.close();
          return Mono.justOrEmpty(input).flatMap(DuplexConnection::close).then(run.files().close());
        });
  }
}
