package dev.fairlead.spi.container;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much of the machine a container may use. Empty means the runtime's default everywhere.
 *
 * @param memoryBytes hard limit of memory, in bytes
 * @param memorySwapBytes hard limit of memory and swap together, in bytes; {@link #UNLIMITED} for
 *     as much swap as the machine has
 * @param memoryReservationBytes memory it can count on, in bytes
 * @param nanoCpus processor time, in billionths of a processor
 * @param cpuShares relative weight, 1024 being usual
 * @param cpuset processors it may run on, for example {@code 0-3,6}
 * @param pidsLimit how many processes and threads; {@link #UNLIMITED} for any number
 * @param shmBytes size of {@code /dev/shm}, in bytes
 * @param oomScoreAdjustment how eagerly the kernel ends it when memory runs out, -1000 to 1000
 * @param ulimits limits of each process
 */
public record ResourceLimits(
    OptionalLong memoryBytes,
    OptionalLong memorySwapBytes,
    OptionalLong memoryReservationBytes,
    OptionalLong nanoCpus,
    OptionalInt cpuShares,
    Optional<String> cpuset,
    OptionalLong pidsLimit,
    OptionalLong shmBytes,
    OptionalInt oomScoreAdjustment,
    List<Ulimit> ulimits) {

  /** No limit, where a limit of the runtime's own would apply otherwise. */
  public static final long UNLIMITED = -1;

  /**
   * A limit of each process, see getrlimit(2).
   *
   * @param name lower case without {@code RLIMIT_}, for example {@code nofile}
   * @param soft the limit that applies; -1 for none
   * @param hard up to where a process may raise it; -1 for none
   */
  public record Ulimit(String name, long soft, long hard) {
    /** Checks that there is a name, and that both limits agree. */
    public Ulimit {
      if (!name.matches("[a-z]+")) {
        throw new IllegalArgumentException("'" + name + "' is not the name of a ulimit");
      }
      if (hard != UNLIMITED && (soft == UNLIMITED || soft > hard)) {
        throw new IllegalArgumentException(
            "the soft limit " + soft + " of " + name + " is above its hard limit " + hard);
      }
    }
  }

  /** Checks ranges and copies. */
  public ResourceLimits {
    positive(memoryBytes, "memory");
    limit(memorySwapBytes, "memory and swap");
    positive(memoryReservationBytes, "memory reservation");
    positive(nanoCpus, "cpus");
    limit(pidsLimit, "pids limit");
    positive(shmBytes, "shm size");
    Objects.requireNonNull(cpuShares, "cpuShares");
    Objects.requireNonNull(cpuset, "cpuset");
    Objects.requireNonNull(oomScoreAdjustment, "oomScoreAdjustment");
    ulimits = List.copyOf(ulimits);
  }

  private static void limit(OptionalLong value, String what) {
    if (value.isPresent() && value.getAsLong() != UNLIMITED && value.getAsLong() <= 0) {
      throw new IllegalArgumentException(
          what + " must be positive, or -1 for no limit, but is " + value.getAsLong());
    }
  }

  private static void positive(OptionalLong value, String what) {
    if (value.isPresent() && value.getAsLong() <= 0) {
      throw new IllegalArgumentException(what + " must be positive, but is " + value.getAsLong());
    }
  }
}
