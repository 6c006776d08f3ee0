package dev.fairlead.jobs.internal.workspace;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Objects;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Makes and removes workspace directories, on a scheduler whose threads may wait for the file
 * system. A removal goes on when its subscriber has cancelled: half of a directory is of no use.
 *
 * @param scheduler where the file system is waited for
 * @param temporary where directories are made that nobody chose a place for
 */
public record WorkspaceFiles(Scheduler scheduler, Path temporary) {

  /** Checks that no part is null. */
  public WorkspaceFiles {
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(temporary, "temporary");
  }

  /**
   * Those of this machine.
   *
   * @return the threads for work that blocks, and Java's temporary directory
   */
  public static WorkspaceFiles ofThisMachine() {
    return new WorkspaceFiles(
        Schedulers.boundedElastic(),
        Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath());
  }

  /** Work on files that blocks. */
  private interface Work {
    void run() throws IOException;
  }

  private Mono<Void> blocking(Work work) {
    return Mono.<Void>fromCallable(
            () -> {
              work.run();
              return null;
            })
        .subscribeOn(scheduler);
  }

  /**
   * Looks whether a directory can be made, and makes nothing.
   *
   * @param wanted the directory
   * @param context what is asked for, for errors
   * @return completes if so; signals {@link ConflictException} if there is something already, and
   *     {@link InvalidSpecException} if nothing can be made in the directory above
   */
  public Mono<Void> look(WorkspaceDirectory wanted, ErrorContext context) {
    return blocking(
        () -> {
          Path base = Objects.requireNonNull(wanted.path().getParent(), "parent");
          if (!Files.isDirectory(base)) {
            throw new InvalidSpecException(
                context.withRemedy("mkdir -p " + base),
                Files.exists(base)
                    ? base + ", where its workspace is to be, is no directory"
                    : "there is no directory " + base + " for its workspace",
                null);
          }
          if (Files.exists(wanted.path(), LinkOption.NOFOLLOW_LINKS)) {
            throw taken(wanted, context);
          }
          if (!Files.isWritable(base) || !Files.isExecutable(base)) {
            throw new InvalidSpecException(
                context.withRemedy("another --workdir-base, or chmod u+rwx " + base),
                "its workspace cannot be made: no right to write to " + base,
                null);
          }
        });
  }

  /**
   * Makes a directory with its marker, or nothing.
   *
   * @param wanted the directory
   * @param onlyOurs whether nobody but the user of this process may enter it
   * @param context what is asked for, for errors
   * @return completes when it is there; errors are those of {@link #look}
   */
  public Mono<Void> make(WorkspaceDirectory wanted, boolean onlyOurs, ErrorContext context) {
    return blocking(
        () -> {
          FileAttribute<?>[] rights =
              onlyOurs && posix(wanted.path())
                  ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rwx------"))
                  }
                  : new FileAttribute<?>[0];
          try {
            Files.createDirectory(wanted.path(), rights);
          } catch (FileAlreadyExistsException e) {
            throw taken(wanted, context);
          } catch (IOException e) {
            throw unmade(wanted.path(), context, e);
          }
          mark(wanted, context);
        });
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void mark(WorkspaceDirectory made, ErrorContext context) throws IOException {
    try {
      Files.writeString(made.marker(), made.claim(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      Files.deleteIfExists(made.marker());
      Files.delete(made.path());
      throw unmade(made.path(), context, e);
    }
  }

  private static ConflictException taken(WorkspaceDirectory wanted, ErrorContext context) {
    return new ConflictException(
        context.withRemedy("another --name, or remove it"),
        "its workspace cannot be made: there is " + wanted.path() + " already",
        null);
  }

  private static InvalidSpecException unmade(Path path, ErrorContext context, IOException error) {
    return new InvalidSpecException(
        context.withRemedy("another --workdir-base"),
        "its workspace " + path + " cannot be made: " + words(error),
        error);
  }

  /**
   * Removes a directory with all that is in it, if its marker says what its labels say. Symbolic
   * links are removed and not followed.
   *
   * @param ours the directory, as its labels have it
   * @param runtime the runtime of the job
   * @return completes when it is gone, or was before; signals {@link BackendFailureException} if it
   *     is not ours, which is left as it is, if it is on another machine, or if something in it
   *     cannot be removed
   */
  public Mono<Void> remove(WorkspaceDirectory ours, Backend runtime) {
    ErrorContext context =
        ErrorContext.of(runtime.id(), "remove the workspace of job " + ours.job())
            .withResource(ours.path().toString());
    return blocking(() -> removeNow(ours, runtime.endpoint().uri(), context));
  }

  /**
   * Whether a runtime is reached over a network, and so mounts directories of its own machine.
   *
   * @param endpoint where it answers
   * @return false for a socket, a program or processes of this machine
   */
  public static boolean isFar(URI endpoint) {
    return endpoint.getRawAuthority() != null;
  }

  private static void removeNow(WorkspaceDirectory ours, URI endpoint, ErrorContext context) {
    try {
      if (!Files.readAttributes(ours.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isDirectory()) {
        throw left(ours, context, "it is no directory any more");
      }
    } catch (NoSuchFileException gone) {
      if (isFar(endpoint)) {
        throw new BackendFailureException(
            context.withRemedy("rm -r " + ours.path() + " there"),
            ours.path() + " is on the machine that the job was started on, and stays there",
            null);
      }
      return;
    } catch (IOException e) {
      throw left(ours, context, words(e));
    }
    prove(ours, context);
    WorkspaceRemoval removal = new WorkspaceRemoval(ours);
    removal.run();
    removal
        .trouble()
        .ifPresent(
            trouble -> {
              throw new BackendFailureException(
                  context.withRemedy("rm -r " + ours.path() + " with the rights of who wrote it"),
                  ours.path() + " stays, because of " + trouble,
                  null);
            });
  }

  private static void prove(WorkspaceDirectory ours, ErrorContext context) {
    if (!Files.isRegularFile(ours.marker(), LinkOption.NOFOLLOW_LINKS)) {
      throw left(ours, context, "the file " + WorkspaceDirectory.MARKER + " in it is gone");
    }
    byte[] claim = ours.claim().getBytes(StandardCharsets.UTF_8);
    byte[] found;
    try (var in = Files.newInputStream(ours.marker(), LinkOption.NOFOLLOW_LINKS)) {
      found = in.readNBytes(claim.length + 1);
    } catch (IOException e) {
      throw left(ours, context, words(e));
    }
    if (!Arrays.equals(found, claim)) {
      throw left(
          ours, context, "the file " + WorkspaceDirectory.MARKER + " in it names another job");
    }
  }

  private static BackendFailureException left(
      WorkspaceDirectory ours, ErrorContext context, String why) {
    return new BackendFailureException(
        context.withRemedy("look at it, and rm -r " + ours.path()),
        ours.path()
            + " is left as it is, since nothing proves that it was made for this job: "
            + why,
        null);
  }

  /** The kind of an error says what its message, which is only a path, does not. */
  static String words(IOException error) {
    if (error instanceof AccessDeniedException denied) {
      return "no right to " + denied.getFile();
    }
    String reason = error instanceof FileSystemException detail ? detail.getReason() : null;
    return reason != null ? reason : error.toString();
  }
}
