package dev.fairlead.app;

import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where an archive goes: to standard output, unless that is a terminal, or to a file that gets its
 * name only when all of it is there.
 */
final class ArchiveOutput {

  private @Nullable String file;

  /**
   * Takes {@code -o} for the file, as users of docker have it; before the command it still is the
   * format of results.
   *
   * @param command the command that writes an archive
   */
  void claim(CommandSpec command) {
    command.remove(command.findOption("-o"));
    command.addOption(
        OptionSpec.builder("-o", "--output")
            .paramLabel("FILE")
            .type(String.class)
            .description("Write to this file, which appears when it is whole.")
            .setter(setter())
            .build());
  }

  private ISetter setter() {
    return new ISetter() {
      @Override
      @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
      public <T> T set(T value) {
        String before = file;
        file = (String) value;
        return (T) before;
      }
    };
  }

  /**
   * Writes an archive.
   *
   * @param session whose streams and directory are used
   * @param archive its bytes
   * @param written writes them to a channel, and tells how many have been written
   * @param quiet whether nothing is to be seen of it meanwhile
   * @return how many bytes were written to the file; empty for standard output
   */
  Mono<OptionalLong> write(
      Session session,
      Flux<ByteBuffer> archive,
      Function<WritableByteChannel, Flux<Long>> written,
      boolean quiet) {
    Terminal terminal = session.terminal();
    if (file != null && !file.equals("-")) {
      Path target = terminal.directory().resolve(file);
      return toFile(target, written.andThen(steps -> seen(session, steps, quiet)))
          .map(OptionalLong::of);
    }
    if (terminal.outIsTerminal()) {
      throw new IllegalArgumentException(
          "an archive is not for a terminal; write it to a file with -o FILE, or into a pipe");
    }
    return session
        .processIo()
        .print(
            counted(session, archive, quiet)
                .map(bytes -> new OutputFrame(StandardStream.STDOUT, bytes, Optional.empty())))
        .thenReturn(OptionalLong.empty());
  }

  private static Flux<ByteBuffer> counted(
      Session session, Flux<ByteBuffer> archive, boolean quiet) {
    return Flux.defer(
        () -> {
          AtomicLong bytes = new AtomicLong();
          return seen(session, archive, part -> bytes.addAndGet(part.remaining()), quiet);
        });
  }

  private static Flux<Long> seen(Session session, Flux<Long> steps, boolean quiet) {
    return seen(session, steps, Long::longValue, quiet);
  }

  private static <T> Flux<T> seen(
      Session session, Flux<T> steps, ToLongFunction<T> bytes, boolean quiet) {
    return Flux.using(
        () -> TransferView.of(session, !quiet),
        view ->
            steps.doOnNext(
                step ->
                    view.step(
                        Optional.empty(),
                        "Written",
                        OptionalLong.of(bytes.applyAsLong(step)),
                        OptionalLong.empty())),
        TransferView::close);
  }

  /** The file that was named; null for none. */
  @Nullable String file() {
    return file;
  }

  private static Mono<Long> toFile(Path target, Function<WritableByteChannel, Flux<Long>> written) {
    return Mono.usingWhen(
        Mono.fromCallable(() -> new Draft(target)).subscribeOn(Schedulers.boundedElastic()),
        draft ->
            written
                .apply(draft.channel)
                .onErrorMap(UncheckedIOException.class, error -> unwritable(target, error))
                .then(Mono.fromCallable(draft::publish).subscribeOn(Schedulers.boundedElastic())),
        draft -> Mono.<Void>fromRunnable(draft::drop).subscribeOn(Schedulers.boundedElastic()));
  }

  private static UncheckedIOException unwritable(Path target, UncheckedIOException error) {
    IOException cause = Objects.requireNonNull(error.getCause());
    return new UncheckedIOException(target + " could not be written: " + cause.getMessage(), cause);
  }

  /** A file under a name of its own until it is whole. */
  private static final class Draft {

    private final Path target;
    private final Path draft;
    private final FileChannel channel;

    Draft(Path target) throws IOException {
      this.target = target;
      String name = String.valueOf(target.getFileName());
      this.draft = target.resolveSibling("." + name + "." + UUID.randomUUID() + ".part");
      this.channel =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    long publish() throws IOException {
      long written = channel.size();
      channel.force(true);
      channel.close();
      try {
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
      }
      return written;
    }

    void drop() {
      try {
        channel.close();
        Files.deleteIfExists(draft);
      } catch (IOException e) {
        throw new UncheckedIOException(draft + " could not be removed", e);
      }
    }
  }
}
