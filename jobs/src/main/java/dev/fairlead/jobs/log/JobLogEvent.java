package dev.fairlead.jobs.log;

import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.spi.log.LogLine;
import java.util.Objects;

/**
 * What the log of a job yields: lines, each with its node or init step, or the honest word that
 * some miss.
 */
public sealed interface JobLogEvent extends JobEvent {

  /**
   * What it is of.
   *
   * @return the node, or the init step
   */
  JobPart part();

  /**
   * A line. Lines of one part come in the order in which the runtime kept them; between nodes there
   * is no order.
   *
   * @param part the node or init step that wrote it
   * @param line what it wrote; a line of more than {@link JobLogOptions#LINE_BOUND} bytes comes in
   *     pieces that say so
   */
  record Line(JobPart part, LogLine line) implements JobLogEvent {
    /** Checks that no part is null. */
    public Line {
      Objects.requireNonNull(part, "part");
      Objects.requireNonNull(line, "line");
    }
  }

  /**
   * Some of a log may be missing or doubled, or cannot be read any further. The logs of the other
   * nodes and steps go on.
   *
   * @param part the node or init step
   * @param reason why, in words
   */
  record Trouble(JobPart part, String reason) implements JobLogEvent {
    /** Checks that no part is null. */
    public Trouble {
      Objects.requireNonNull(part, "part");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
