package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The latest run of a container; the file {@code run} of its directory, which only the supervisor
 * of that run writes.
 *
 * @param number 1 for the first run
 * @param phase where the run is, as long as its supervisor lives
 * @param supervisor the process that watches over it
 * @param leader its first process; empty until it was started
 * @param ownSession whether the first process leads a session
 * @param started when
 * @param socket where the supervisor listens
 * @param logStart offset in the log at which its output begins
 */
public record RunRecord(
    long number,
    Phase phase,
    ProcessIdentity supervisor,
    Optional<ProcessIdentity> leader,
    boolean ownSession,
    Instant started,
    Path socket,
    long logStart) {

  /** Name of the file. */
  public static final String FILE = "run";

  /** Where a run is. */
  public enum Phase {
    /** About to start. */
    STARTING,
    /** Running. */
    RUNNING,
    /** Frozen. */
    PAUSED,
    /** Asked to end. */
    STOPPING
  }

  /**
   * The same run in another phase.
   *
   * @param value the phase
   * @return a copy
   */
  public RunRecord withPhase(Phase value) {
    return new RunRecord(number, value, supervisor, leader, ownSession, started, socket, logStart);
  }

  /**
   * The same run with its first process.
   *
   * @param value the process
   * @return a copy that is running
   */
  public RunRecord withLeader(Optional<ProcessIdentity> value) {
    return new RunRecord(
        number, Phase.RUNNING, supervisor, value, ownSession, started, socket, logStart);
  }

  /**
   * Writes it.
   *
   * @return all of it
   */
  public Fields toFields() {
    Fields fields =
        new Fields()
            .add("number", Long.toString(number))
            .add("phase", phase.name())
            .add("own-session", Boolean.toString(ownSession))
            .add("started", started)
            .add("socket", socket.toString())
            .add("log-start", Long.toString(logStart));
    supervisor.addTo(fields, "supervisor");
    leader.ifPresent(process -> process.addTo(fields, "leader"));
    return fields;
  }

  /**
   * Reads it.
   *
   * @param fields all of it
   * @return the run
   * @throws IOException if something is missing or malformed
   */
  public static RunRecord from(Fields fields) throws IOException {
    try {
      return new RunRecord(
          fields.number("number"),
          Phase.valueOf(fields.get("phase")),
          ProcessIdentity.from(fields, "supervisor")
              .orElseThrow(() -> new IOException("the supervisor is missing")),
          ProcessIdentity.from(fields, "leader"),
          Boolean.parseBoolean(fields.get("own-session")),
          fields.instant("started"),
          Path.of(fields.get("socket")),
          fields.number("log-start"));
    } catch (IllegalArgumentException e) {
      throw new IOException("a field of the run is malformed", e);
    }
  }
}
