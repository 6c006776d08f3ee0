package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * A process and no other: its number is told apart from the same number used again by when it
 * started, and in which boot of the machine.
 *
 * @param pid its number
 * @param start when it started, as {@link ProcessStatus#start()}
 * @param boot id of the boot; empty where the system has none
 */
public record ProcessIdentity(long pid, long start, String boot) {

  /**
   * Identifies a process that is there.
   *
   * @param pid its number
   * @return the identity; empty if it is gone
   */
  public static Optional<ProcessIdentity> of(long pid) {
    return ProcessStatus.of(pid)
        .map(status -> new ProcessIdentity(pid, status.start(), currentBoot()));
  }

  /**
   * Identifies a process by what somebody else saw of it since the machine started.
   *
   * @param pid its number
   * @param start when it started, as {@link ProcessStatus#start()}
   * @return the identity
   */
  public static ProcessIdentity ofCurrentBoot(long pid, long start) {
    return new ProcessIdentity(pid, start, currentBoot());
  }

  /**
   * The process, if it still is there.
   *
   * @return its status; empty if it ended, even if another one has its number now
   */
  public Optional<ProcessStatus> find() {
    if (!boot.equals(currentBoot())) {
      return Optional.empty();
    }
    return ProcessStatus.of(pid).filter(status -> status.start() == start);
  }

  /**
   * Whether it is there.
   *
   * @return false as well for a zombie
   */
  public boolean alive() {
    return find().isPresent();
  }

  /**
   * Writes the identity.
   *
   * @param fields where to
   * @param prefix first part of the names
   */
  public void addTo(Fields fields, String prefix) {
    fields
        .add(prefix + "-pid", Long.toString(pid))
        .add(prefix + "-start", Long.toString(start))
        .add(prefix + "-boot", boot);
  }

  /**
   * Reads an identity.
   *
   * @param fields where from
   * @param prefix first part of the names
   * @return the identity; empty if there is none
   * @throws IOException if it is malformed
   */
  public static Optional<ProcessIdentity> from(Fields fields, String prefix) throws IOException {
    if (fields.find(prefix + "-pid").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessIdentity(
            fields.number(prefix + "-pid"),
            fields.number(prefix + "-start"),
            fields.get(prefix + "-boot")));
  }

  private static String currentBoot() {
    try {
      return Files.readString(ProcessStatus.PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
