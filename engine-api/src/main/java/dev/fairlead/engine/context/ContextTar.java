package dev.fairlead.engine.context;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * Packs a directory for a build while it is sent: what is read is bounded by what is asked for.
 *
 * <p>As the docker command does it: a {@code .dockerignore} in the directory is honoured, owners
 * are root, modes and times are kept, symbolic links are packed as links, sockets are left out. The
 * instructions and the {@code .dockerignore} itself always come along, since the daemon needs them.
 */
public final class ContextTar {

  private static final String IGNORE_FILE = ".dockerignore";

  private final Path directory;
  private final String dockerfile;
  private final ErrorContext asking;

  private ContextTar(Path directory, String dockerfile, ErrorContext asking) {
    this.directory = directory;
    this.dockerfile = dockerfile;
    this.asking = asking;
  }

  /**
   * The archive of a directory.
   *
   * @param directory the directory, read at each subscription
   * @param dockerfile path of the instructions in it, with slashes
   * @param asking what it is needed for, for errors
   * @return the bytes of a tar archive; {@link InvalidSpecException} if there are no instructions,
   *     or something in the directory cannot be read or packed
   */
  public static Flux<ByteBuffer> of(Path directory, String dockerfile, ErrorContext asking) {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(dockerfile, "dockerfile");
    Objects.requireNonNull(asking, "asking");
    ContextTar tar = new ContextTar(directory, dockerfile, asking);
    return Flux.generate(tar::open, tar::step, ContextTar::close)
        .subscribeOn(Schedulers.boundedElastic());
  }

  private ContextPacking open() {
    try {
      Path root = directory.toRealPath();
      if (!Files.isDirectory(root)) {
        throw invalid(directory + " is not a directory", "a directory, or - for an archive", null);
      }
      if (!Files.exists(root.resolve(dockerfile))) {
        throw invalid("there is no " + dockerfile + " in " + directory, "-f with its path", null);
      }
      return new ContextPacking(new ContextWalk(root, rules(root)));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private IgnoreRules rules(Path root) throws IOException {
    Path file = root.resolve(IGNORE_FILE);
    String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    try {
      return IgnoreRules.parse(text).sparing(dockerfile).sparing(IGNORE_FILE);
    } catch (IllegalArgumentException e) {
      throw invalid(file + " cannot be understood: " + e.getMessage(), "another pattern", e);
    }
  }

  private ContextPacking step(ContextPacking packing, SynchronousSink<ByteBuffer> sink) {
    try {
      ByteBuffer next = packing.next();
      if (next.hasRemaining()) {
        sink.next(next);
      } else {
        sink.complete();
      }
    } catch (IOException e) {
      sink.error(unreadable(e));
    }
    return packing;
  }

  private static void close(ContextPacking packing) {
    try {
      packing.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the context of a build could not be closed", e);
    }
  }

  private InvalidSpecException unreadable(IOException e) {
    return invalid(
        "a part of " + directory + " cannot be sent: " + e, "to name it in " + IGNORE_FILE, e);
  }

  private InvalidSpecException invalid(String found, String remedy, @Nullable Exception cause) {
    return new InvalidSpecException(asking.withRemedy(remedy), found, cause);
  }
}
