package dev.fairlead.jobs.status;

import dev.fairlead.spi.container.ContainerId;
import java.util.List;
import java.util.Objects;

/**
 * A job all of whose nodes were started, or which a runtime has that starts them itself.
 *
 * @param name its name
 * @param nodes how many nodes it has
 * @param members its containers, in the order of their ranks; empty where the runtime makes them
 *     itself, as soon as it has place
 * @param masterAddress where the other nodes find rank 0; empty where a runtime that schedules the
 *     job does not tell
 * @param masterPort where rank 0 is to listen
 * @param warnings what the runtime said of the containers, though it made them
 */
public record StartedJob(
    String name,
    int nodes,
    List<ContainerId> members,
    String masterAddress,
    int masterPort,
    List<String> warnings) {

  /** Copies. */
  public StartedJob {
    Objects.requireNonNull(name, "name");
    members = List.copyOf(members);
    Objects.requireNonNull(masterAddress, "masterAddress");
    warnings = List.copyOf(warnings);
  }
}
