package dev.fairlead.transport.inside;

import java.util.List;

/**
 * What a look for the processes of an executed command came to.
 *
 * @param kind what became of them
 * @param detail the processes that are left, as the script writes them; or words of the runtime
 */
public record Finding(Kind kind, List<String> detail) {

  /** Copies. */
  public Finding {
    detail = List.copyOf(detail);
  }

  /** What became of the processes. */
  public enum Kind {
    /** The container has no {@code /proc} to look into. */
    BLIND,
    /** Nobody was found. */
    NONE,
    /** All that were found are dead. */
    KILLED,
    /** Some belong to another user. */
    DENIED,
    /** Some do not die. */
    LEFT,
    /** The container has no shell to look with. */
    NO_SHELL,
    /** Nobody could look, for a reason that may pass. */
    FAILED
  }

  /**
   * Reads what the command wrote; a line that was cut off is a failure.
   *
   * @param output all of its standard output
   * @return what it came to
   */
  public static Finding read(String output) {
    List<String> words = List.of(output.strip().split("\\s+"));
    if (output.endsWith("\n")) {
      for (Kind kind : List.of(Kind.BLIND, Kind.NONE, Kind.KILLED, Kind.DENIED, Kind.LEFT)) {
        if (words.get(0).equalsIgnoreCase(kind.name())) {
          return new Finding(kind, words.subList(1, words.size()));
        }
      }
    }
    return new Finding(Kind.FAILED, List.of(output.strip()));
  }
}
