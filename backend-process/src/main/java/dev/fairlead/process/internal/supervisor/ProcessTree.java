package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * All processes that belong to one container or one executed command: its session, the descendants
 * of its first process, and on Linux whoever carries its mark in the environment, wherever it went.
 * A process that leaves the session, its parents and its environment behind is beyond reach.
 *
 * <p>Blocks. No process is signalled that does not belong, even if numbers are used again.
 */
public final class ProcessTree {

  private static final long POLL_MILLIS = 5;

  private final String mark;
  private final Optional<ProcessIdentity> leader;
  private final OptionalLong session;
  private volatile long sessionMembersUntil = -1;

  /**
   * Describes a tree.
   *
   * @param mark variable and value that its processes carry
   * @param leader its first process; empty if that is not known
   * @param session the session and process group that its first process leads; empty if it leads
   *     none
   */
  public ProcessTree(String mark, Optional<ProcessIdentity> leader, OptionalLong session) {
    this.mark = mark;
    this.leader = leader;
    this.session = session;
  }

  /**
   * Says that the first process has just been seen to end: others of its session still belong, as
   * long as they started before now.
   */
  public void leaderEnded() {
    sessionMembersUntil = ProcessClock.now();
  }

  /**
   * Who belongs to the tree now.
   *
   * @return those that live
   */
  public List<ProcessStatus> members() {
    Map<Long, ProcessStatus> found = new LinkedHashMap<>();
    Optional<ProcessStatus> first = leader.flatMap(ProcessIdentity::find);
    first.ifPresent(status -> found.put(status.pid(), status));
    first
        .flatMap(status -> ProcessHandle.of(status.pid()))
        .ifPresent(handle -> addDescendants(handle, found));
    if (ProcessStatus.detailed()) {
      addFromProc(first.isPresent(), found);
    }
    found.remove(ProcessHandle.current().pid());
    return List.copyOf(found.values());
  }

  private static boolean goesOn(long end) {
    return System.nanoTime() < end && !Thread.currentThread().isInterrupted();
  }

  private static void addDescendants(ProcessHandle handle, Map<Long, ProcessStatus> found) {
    try (Stream<ProcessHandle> descendants = handle.descendants()) {
      descendants.forEach(
          child -> ProcessStatus.of(child.pid()).ifPresent(s -> found.put(s.pid(), s)));
    }
  }

  private void addFromProc(boolean leaderLives, Map<Long, ProcessStatus> found) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(ProcessStatus.PROC, "[1-9]*")) {
      for (Path entry : entries) {
        Optional<ProcessStatus> status = statusOf(entry);
        if (status.isPresent()
            && !found.containsKey(status.get().pid())
            && (inSession(status.get(), leaderLives) || status.get().hasVariable(mark))) {
          found.put(status.get().pid(), status.get());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<ProcessStatus> statusOf(Path entry) {
    try {
      return ProcessStatus.of(Long.parseLong(entry.getFileName().toString()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** After the end of its leader the number of a session may come to mean a stranger's. */
  private boolean inSession(ProcessStatus status, boolean leaderLives) {
    return session.isPresent()
        && status.session() == session.getAsLong()
        && (leaderLives || status.start() <= sessionMembersUntil);
  }

  /**
   * Sends a signal to all of the tree.
   *
   * @param number the signal
   * @return whether there was anybody
   * @throws IOException if signals cannot be sent here
   */
  public boolean signal(int number) throws IOException {
    List<ProcessStatus> members = members();
    if (members.isEmpty()) {
      return false;
    }
    List<String> targets = new ArrayList<>();
    boolean group = session.isPresent() && leader.flatMap(ProcessIdentity::find).isPresent();
    long groupId = session.orElse(0);
    if (group) {
      targets.add("-" + groupId);
    }
    for (ProcessStatus member : members) {
      if (!group || member.group() != groupId) {
        targets.add(Long.toString(member.pid()));
      }
    }
    SignalSender.send(number, targets);
    return true;
  }

  /**
   * Kills all of the tree, and whoever joins it meanwhile.
   *
   * @param limitMillis how long to go on, in milliseconds
   * @return whether nobody is left
   */
  public boolean kill(long limitMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    List<ProcessStatus> left = members();
    while (!left.isEmpty() && goesOn(end)) {
      // The platform compares start times before it signals.
      left.forEach(
          member -> ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      left = members();
    }
    return left.isEmpty();
  }

  /**
   * Waits for all of the tree to end by itself.
   *
   * @param limitMillis how long to wait, in milliseconds
   * @return whether nobody is left
   */
  public boolean awaitEnd(long limitMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    boolean left = !members().isEmpty();
    while (left && goesOn(end)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      left = !members().isEmpty();
    }
    return !left;
  }

  /**
   * Stops all of the tree, and whoever joins it meanwhile.
   *
   * @param limitMillis how long to try, in milliseconds
   * @return whether all of it stands still; if not, it goes on as before
   * @throws IOException if signals cannot be sent here
   */
  public boolean freeze(long limitMillis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    while (goesOn(end)) {
      signal(SignalSender.STOP);
      for (int look = 0; look < 20; look++) {
        if (members().stream().allMatch(ProcessStatus::stopped)) {
          return true;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      }
    }
    signal(SignalSender.CONT);
    return false;
  }
}
