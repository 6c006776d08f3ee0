package dev.fairlead.process.internal.supervisor;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process that stays beside a running container when its client has gone. Started with the home
 * directory, the container's id and the path of its socket; the environment comes on standard
 * input, and one line goes to standard output: {@code ready}, or {@code busy} if another supervisor
 * is at work.
 */
public final class Supervisor {

  /** What it says when clients may connect. */
  public static final String READY = "ready";

  /** What it says when another supervisor has the container. */
  public static final String BUSY = "busy";

  /** What it answers to a request to start when it has had its run. */
  public static final String OVER = "over";

  private static final int SIGTERM = 15;
  private static final long START_MILLIS = 60_000;
  private static final long GRACE_MILLIS = 10_000;
  private static final long FAREWELL_MILLIS = 1_000;

  private Supervisor() {}

  /**
   * Watches over one run.
   *
   * @param arguments the home directory, the container's id, the socket
   * @throws IOException if its files cannot be used
   * @throws InterruptedException never, as nobody interrupts it
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Home home = new Home(Path.of(arguments[0]));
    Path directory = home.container(arguments[1]);
    Path socket = Path.of(arguments[2]);
    try (FileChannel lockFile =
            FileChannel.open(directory.resolve(Home.LOCK), StandardOpenOption.WRITE);
        @Nullable FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        say(BUSY);
        return;
      }
      supervise(home, directory, socket, readEnvironment());
    }
  }

  private static void supervise(
      Home home, Path directory, Path socket, Map<String, String> environment)
      throws IOException, InterruptedException {
    ContainerRecord container =
        ContainerRecord.from(Fields.read(directory.resolve(ContainerRecord.FILE)));
    RunRecord run = nextRun(directory, socket);
    Supervision supervision = new Supervision(directory, container, environment, run);
    CountDownLatch over = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endTogether(supervision, over)));
    try (ControlServer server = ControlServer.open(socket, supervision)) {
      say(READY);
      boolean ran = supervision.await(START_MILLIS);
      if (ran && container.autoRemove()) {
        home.locked(
            () -> {
              home.remove(container.id(), currentName(directory));
              return true;
            });
      }
      server.finish(FAREWELL_MILLIS);
    } finally {
      over.countDown();
    }
  }

  /** It may have been renamed since. */
  private static String currentName(Path directory) throws IOException {
    return ContainerRecord.from(Fields.read(directory.resolve(ContainerRecord.FILE))).name();
  }

  private static RunRecord nextRun(Path directory, Path socket) throws IOException {
    long last = 0;
    Path file = directory.resolve(RunRecord.FILE);
    if (Files.exists(file)) {
      last = RunRecord.from(Fields.read(file)).number();
    }
    try (RandomAccessFile journal =
        new RandomAccessFile(directory.resolve(ExitJournal.FILE).toFile(), "r")) {
      List<ExitJournal.Entry> ends = ExitJournal.read(journal);
      if (!ends.isEmpty()) {
        last = Math.max(last, ends.get(ends.size() - 1).run());
      }
    }
    ProcessIdentity self =
        ProcessIdentity.of(ProcessHandle.current().pid())
            .orElseThrow(() -> new IOException("the supervisor cannot see itself"));
    return new RunRecord(
        last + 1,
        RunRecord.Phase.STARTING,
        self,
        Optional.empty(),
        false,
        Instant.now(),
        socket,
        0);
  }

  /**
   * A supervisor that is asked to end, as all are when the machine goes down, stops its process.
   */
  private static void endTogether(Supervision supervision, CountDownLatch over) {
    if (over.getCount() == 0) {
      return;
    }
    try {
      supervision.stop(SIGTERM, GRACE_MILLIS);
      if (!over.await(FAREWELL_MILLIS * 2, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> readEnvironment() throws IOException {
    // Buffered, since a FileInputStream asks for its position first, which a pipe does not have.
    try (InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in))) {
      return ContainerRecord.map(Fields.decode(in.readAllBytes()), "variable");
    }
  }

  /** Closing standard output leaves /dev/null in its place, so that the client sees the end. */
  private static void say(String word) throws IOException {
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write((word + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }
}
