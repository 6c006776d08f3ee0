package dev.fairlead.jobs.log;

import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.spi.log.LogLine;
import java.util.Objects;

/** What the log of a job yields: lines, each with its node, or the honest word that some miss. */
public sealed interface JobLogEvent extends JobEvent {

  /**
   * The node that it is of.
   *
   * @return its rank
   */
  int rank();

  /**
   * A line. Lines of one node come in the order in which the runtime kept them; between nodes there
   * is no order.
   *
   * @param rank the node that wrote it
   * @param line what it wrote; a line of more than {@link JobLogOptions#LINE_BOUND} bytes comes in
   *     pieces that say so
   */
  record Line(int rank, LogLine line) implements JobLogEvent {
    /** Checks that there is a line. */
    public Line {
      Objects.requireNonNull(line, "line");
    }
  }

  /**
   * Some of a node's log may be missing or doubled, or cannot be read any further. The logs of the
   * other nodes go on.
   *
   * @param rank the node
   * @param reason why, in words
   */
  record Trouble(int rank, String reason) implements JobLogEvent {
    /** Checks that there is a reason. */
    public Trouble {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
