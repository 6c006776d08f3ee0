package dev.fairlead.app.copy;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.error.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Files into a container, as docker's users expect: what they are called there depends on what is
 * there. To find out, the beginning of what the target would yield as an archive is read.
 */
public final class CopyIn {

  private static final int LINKS = 32;

  /** What a path inside is. */
  private enum Kind {
    DIRECTORY,
    OTHER,
    ABSENT
  }

  /** A path inside without symbolic links at its end, and what is there. */
  private record Found(String path, Kind kind) {}

  private final Containers containers;
  private final ContainerId id;
  private final Links links;
  private final Owners owners;
  private final Consumer<String> notices;

  /**
   * Prepares copies into one container.
   *
   * @param containers the containers of the runtime
   * @param id the container
   * @param links what becomes of a symbolic link that is the source itself
   * @param owners whom the files belong to afterwards
   * @param notices told what was left out
   */
  public CopyIn(
      Containers containers, ContainerId id, Links links, Owners owners, Consumer<String> notices) {
    this.containers = containers;
    this.id = id;
    this.links = links;
    this.owners = owners;
    this.notices = notices;
  }

  /**
   * Copies.
   *
   * @param source the path of this machine as it was written
   * @param resolved the same, absolute
   * @param target the path inside
   * @return completes when all is there; {@link CopyException} if something cannot be read
   */
  public Mono<Void> copy(CopyPath source, Path resolved, CopyPath target) {
    return Mono.fromCallable(() -> plan(source, resolved, target))
        .onErrorMap(IOException.class, e -> new CopyException("cannot read " + Failures.of(e), e))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(this::send);
  }

  /** What is sent, and where to. */
  private record Plan(Path source, String directory, String name) {}

  private Mono<Void> send(Plan plan) {
    AtomicReference<@Nullable Throwable> packing = new AtomicReference<>();
    Flux<ByteBuffer> archive =
        Packing.of(plan.source(), plan.name(), owners, notices).doOnError(packing::set);
    return containers
        .copyIn(id, plan.directory(), archive)
        .onErrorMap(
            error -> {
              Throwable own = packing.get();
              return own == null ? error : own;
            });
  }

  private Plan plan(CopyPath source, Path resolved, CopyPath target) throws IOException {
    boolean follows = links == Links.FOLLOW || source.meansDirectory();
    Path from = follows ? resolved.toRealPath() : resolved.normalize();
    boolean directory =
        follows ? Files.isDirectory(from) : Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS);
    if (source.meansDirectory() && !directory) {
      throw new CopyException("cannot copy " + source.path() + ": it is no directory");
    }
    if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
      throw new CopyException(
          "cannot read " + source.path() + ": there is no such file or directory");
    }
    Path last = resolved.normalize().getFileName();
    boolean contents = source.meansContents() || last == null;
    String name = last == null ? "" : last.toString();
    Found found = find(target.inside());
    switch (found.kind()) {
      case DIRECTORY:
        return new Plan(from, found.path(), contents ? "." : name);
      case OTHER:
        if (directory || target.meansDirectory()) {
          throw new CopyException(
              "cannot copy to " + id + ":" + target.path() + ": it is no directory");
        }
        break;
      default:
        if (!directory && target.meansDirectory()) {
          throw new CopyException(
              "cannot copy to " + id + ":" + target.path() + ": there is no such directory");
        }
        break;
    }
    return new Plan(from, CopyPath.parent(found.path()), CopyPath.name(found.path()));
  }

  private Found find(String asked) throws IOException {
    String path = asked;
    for (int hops = 0; hops < LINKS; hops++) {
      if (path.equals("/")) {
        return new Found(path, Kind.DIRECTORY);
      }
      try (InputStream bytes = new ChunkInput(containers.copyOut(id, path));
          TarArchiveInputStream archive =
              new TarArchiveInputStream(bytes, StandardCharsets.UTF_8.name())) {
        TarArchiveEntry first = archive.getNextEntry();
        if (first == null || !first.isSymbolicLink()) {
          return new Found(
              path, first != null && first.isDirectory() ? Kind.DIRECTORY : Kind.OTHER);
        }
        path = CopyPath.follow(path, first.getLinkName());
      } catch (NotFoundException e) {
        if (e.kind() != NotFoundException.Kind.PATH) {
          throw e;
        }
        return new Found(path, Kind.ABSENT);
      }
    }
    throw new CopyException(asked + ": too many symbolic links, one after another");
  }
}
