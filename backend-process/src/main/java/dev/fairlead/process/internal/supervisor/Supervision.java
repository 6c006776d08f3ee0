package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of one container: starts its first process, keeps what it writes, and observes its end.
 * What clients may ask for is synchronized here.
 */
final class Supervision {

  private static final long DRAIN_MILLIS = 2_000;
  private static final long KILL_MILLIS = 5_000;
  private static final long FREEZE_MILLIS = 2_000;
  private static final int KEEP_ATTEMPTS = 3_000;
  private static final long KEEP_PAUSE_MILLIS = 200;

  /** Where a supervisor is. */
  private enum Stage {
    WAITING,
    RUNNING,
    ENDED,
    FAILED
  }

  private final Path directory;
  private final ContainerRecord container;
  private final Map<String, String> environment;
  private final List<String> sessionPrefix = Programs.sessionPrefix();
  private final LogWriter log;
  private final List<Thread> pumps = new ArrayList<>();
  private RunRecord run;
  private ProcessTree tree;
  private Stage stage = Stage.WAITING;
  private boolean killedAfterGrace;
  private volatile @Nullable Process process;

  Supervision(Path directory, ContainerRecord container, Map<String, String> base, RunRecord run)
      throws IOException {
    this.directory = directory;
    this.container = container;
    this.environment = new LinkedHashMap<>(base);
    this.environment.putAll(container.environment());
    this.environment.put(ContainerRecord.MARK, container.id());
    this.run = run;
    this.tree = new ProcessTree(container.mark(), Optional.empty(), OptionalLong.empty());
    this.log = LogWriter.open(directory.resolve(LogFormat.FILE), this::wake);
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Starts the first process; the answer is a line for the client. */
  synchronized String start() {
    if (stage == Stage.RUNNING) {
      return "running";
    }
    if (stage != Stage.WAITING) {
      return Supervisor.OVER;
    }
    Path workingDirectory = Path.of(container.directory());
    if (!Files.isDirectory(workingDirectory)) {
      return failed(0, "the working directory " + workingDirectory + " does not exist");
    }
    String program = container.arguments().get(0);
    Programs.Lookup lookup =
        Programs.find(program, Optional.ofNullable(environment.get("PATH")), workingDirectory);
    if (lookup.file().isEmpty()) {
      return failed(lookup.code(), lookup.reason());
    }
    try {
      run = newRun();
      run.toFields().write(directory.resolve(RunRecord.FILE));
      launch(lookup.file().get(), workingDirectory);
      run.toFields().write(directory.resolve(RunRecord.FILE));
      stage = Stage.RUNNING;
      notifyAll();
      return "started "
          + run.number()
          + " "
          + run.supervisor().pid()
          + " "
          + run.supervisor().start();
    } catch (IOException e) {
      abandon();
      return failed(126, program + " could not be started: " + e.getMessage());
    }
  }

  /** Waits no longer for a client that may have gone before it asked to start. */
  synchronized String leave() {
    if (stage != Stage.WAITING) {
      return "not-waiting";
    }
    stage = Stage.FAILED;
    notifyAll();
    return "ok";
  }

  private RunRecord newRun() {
    return new RunRecord(
        run.number(),
        RunRecord.Phase.STARTING,
        run.supervisor(),
        Optional.empty(),
        !sessionPrefix.isEmpty(),
        Instant.now(),
        run.socket(),
        log.size());
  }

  private void launch(Path program, Path workingDirectory) throws IOException {
    List<String> command = new ArrayList<>(sessionPrefix);
    command.add(program.toString());
    command.addAll(container.arguments().subList(1, container.arguments().size()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    if (container.input() == ContainerRecord.Input.CLOSED) {
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }
    Process started = builder.start();
    process = started;
    Optional<ProcessIdentity> leader = ProcessIdentity.of(started.pid());
    run = run.withLeader(leader);
    tree =
        new ProcessTree(
            container.mark(),
            leader,
            run.ownSession() ? OptionalLong.of(started.pid()) : OptionalLong.empty());
    pump(started.getInputStream(), LogFormat.STDOUT, "stdout");
    pump(started.getErrorStream(), LogFormat.STDERR, "stderr");
  }

  private void pump(InputStream from, byte stream, String name) {
    Thread thread = new Thread(() -> copy(from, stream), name);
    thread.setDaemon(true);
    thread.start();
    pumps.add(thread);
  }

  private void copy(InputStream from, byte stream) {
    byte[] bytes = new byte[LogFormat.MAX_BYTES];
    try {
      for (int length = from.read(bytes); length >= 0; length = from.read(bytes)) {
        log.append(stream, bytes, length);
      }
    } catch (IOException e) {
      // The pipe was closed with its process: there is nothing behind it any more.
      return;
    }
  }

  private String failed(int code, String reason) {
    stage = Stage.FAILED;
    notifyAll();
    return "failed " + code + " " + reason;
  }

  /** Whoever was started after all must not stay behind, as nobody would know of it. */
  private void abandon() {
    Process started = process;
    if (started != null) {
      started.destroyForcibly();
    }
    tree.kill(KILL_MILLIS);
    try {
      Files.deleteIfExists(directory.resolve(RunRecord.FILE));
    } catch (IOException e) {
      // It stays, and tells readers that this supervisor is gone, which is so.
      return;
    }
  }

  /**
   * Waits for a client to start the process, and for its end; keeps the exit code.
   *
   * @param startMillis how long to wait for a client
   * @return whether there was a run
   */
  boolean await(long startMillis) throws IOException, InterruptedException {
    Process started = awaitStart(startMillis);
    if (started == null) {
      return false;
    }
    int code = started.waitFor();
    tree.leaderEnded();
    tree.kill(KILL_MILLIS);
    for (Thread pump : pumps) {
      pump.join(DRAIN_MILLIS);
    }
    log.close();
    keep(new ExitJournal.Entry(run.number(), code, Instant.now()));
    synchronized (this) {
      stage = Stage.ENDED;
      notifyAll();
    }
    return true;
  }

  /** A disk that is full now may have room again: until then the run has not ended for anybody. */
  private void keep(ExitJournal.Entry end) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        ExitJournal.append(directory.resolve(ExitJournal.FILE), end);
        return;
      } catch (NoSuchFileException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == KEEP_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(KEEP_PAUSE_MILLIS));
      }
    }
  }

  private synchronized @Nullable Process awaitStart(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (stage == Stage.WAITING) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        stage = Stage.FAILED;
        return null;
      }
      wait(left);
    }
    return stage == Stage.RUNNING ? process : null;
  }

  /** Waits until the log grew past an offset or the run ended; the answer is a line. */
  synchronized String awaitChange(long seen) throws InterruptedException {
    while (log.size() <= seen && stage != Stage.ENDED && stage != Stage.FAILED) {
      wait();
    }
    return stage == Stage.ENDED || stage == Stage.FAILED
        ? "end " + log.size()
        : "log " + log.size();
  }

  synchronized String signal(int number) throws IOException {
    if (stage != Stage.RUNNING) {
      return "not-running";
    }
    return tree.signal(number) ? "ok" : "not-running";
  }

  synchronized String pause() throws IOException {
    if (stage != Stage.RUNNING) {
      return "not-running";
    }
    if (run.phase() != RunRecord.Phase.PAUSED) {
      if (!tree.freeze(FREEZE_MILLIS)) {
        return "error not all of its processes stood still";
      }
      enter(RunRecord.Phase.PAUSED);
    }
    return "ok";
  }

  synchronized String unpause() throws IOException {
    if (stage != Stage.RUNNING) {
      return "not-running";
    }
    if (run.phase() == RunRecord.Phase.PAUSED) {
      tree.signal(SignalSender.CONT);
      enter(RunRecord.Phase.RUNNING);
    }
    return "ok";
  }

  /** Asks the process to end, and kills it after the grace period. */
  String stop(int signal, long graceMillis) throws IOException, InterruptedException {
    synchronized (this) {
      if (stage != Stage.RUNNING) {
        return "not-running";
      }
      boolean paused = run.phase() == RunRecord.Phase.PAUSED;
      enter(RunRecord.Phase.STOPPING);
      if (graceMillis > 0) {
        tree.signal(signal);
        if (paused) {
          tree.signal(SignalSender.CONT);
        }
      }
    }
    if (!awaitLeader(graceMillis)) {
      synchronized (this) {
        killedAfterGrace = true;
      }
      tree.kill(KILL_MILLIS);
    }
    return awaitEnd();
  }

  private boolean awaitLeader(long millis) throws InterruptedException {
    Process current = process;
    return current == null || current.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  private synchronized String awaitEnd() throws InterruptedException {
    while (stage == Stage.RUNNING) {
      wait();
    }
    return killedAfterGrace ? "killed" : "graceful";
  }

  private void enter(RunRecord.Phase phase) throws IOException {
    run = run.withPhase(phase);
    run.toFields().write(directory.resolve(RunRecord.FILE));
  }

  /** Waits until there is a process, and tells where to write for it; empty if it did not start. */
  synchronized Optional<OutputStream> awaitInput() throws InterruptedException {
    while (stage == Stage.WAITING) {
      wait();
    }
    return Optional.ofNullable(process).map(Process::getOutputStream);
  }

  boolean inputIsClosed() {
    return container.input() == ContainerRecord.Input.CLOSED;
  }

  boolean inputEndsWithFirstClient() {
    return container.input() == ContainerRecord.Input.OPEN_ONCE;
  }
}
