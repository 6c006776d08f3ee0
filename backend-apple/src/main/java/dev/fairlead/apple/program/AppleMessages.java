package dev.fairlead.apple.program;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the program's words mean. It ends with 1 for every failure, and tells them apart by text
 * alone. All texts were read in the source of release 1.2.2; those that other releases have too say
 * so. Case differs between releases, so it never counts.
 */
public final class AppleMessages {

  /** What went wrong. */
  public enum Meaning {
    /** There is no such container. */
    NO_CONTAINER,
    /** There is no such image. */
    NO_IMAGE,
    /** There is no such volume. */
    NO_VOLUME,
    /** There is no such network. */
    NO_NETWORK,
    /** There is no such program inside. */
    NO_COMMAND,
    /** A name, or an address, is taken. */
    TAKEN,
    /** The container does not run. */
    NOT_RUNNING,
    /** The container runs. */
    RUNNING,
    /** Somebody uses it. */
    IN_USE,
    /** A port of the host is taken. */
    PORT_TAKEN,
    /** The container has never run. */
    NEVER_STARTED,
    /** The service does not run. */
    NO_SERVICE,
    /** The service does not answer. */
    NO_ANSWER,
    /** It is not allowed. */
    DENIED,
    /** What was asked makes no sense. */
    INVALID
  }

  /**
   * One text.
   *
   * @param text a part of it, in lower case; {@code *} stands for a word
   * @param meaning what it means
   * @param releases from where it is known
   */
  record Row(String text, Meaning meaning, String releases) {

    boolean isIn(String failure) {
      String pattern = Pattern.quote(text).replace("*", "\\E\\S+\\Q");
      return Pattern.compile(pattern).matcher(failure).find();
    }
  }

  /** How each failure of the program begins its last line. */
  private static final String MARK = "Error: ";

  /** The more particular ones first: texts are nested in one another. */
  static final List<Row> ROWS =
      List.of(
          new Row("xpc connection error", Meaning.NO_SERVICE, "1.0.0 to 1.2.2"),
          new Row("container system service has been started", Meaning.NO_SERVICE, "1.2.2"),
          new Row("plugins are unavailable. start the", Meaning.NO_SERVICE, "1.2.2"),
          new Row("xpc timeout for request", Meaning.NO_ANSWER, "1.2.2"),
          new Row("unauthorized request", Meaning.DENIED, "1.2.2"),
          new Row("error querying keychain", Meaning.DENIED, "1.2.2"),
          new Row("failed with response: 401", Meaning.DENIED, "1.2.2"),
          new Row("failed with response: 403", Meaning.DENIED, "1.2.2"),
          new Row("permission denied while binding to host port", Meaning.DENIED, "1.2.2"),
          new Row("failed to find target executable", Meaning.NO_COMMAND, "1.2.2"),
          new Row("address already in use", Meaning.PORT_TAKEN, "1.2.2"),
          new Row("container not found:", Meaning.NO_CONTAINER, "1.2.2"),
          new Row("no such container:", Meaning.NO_CONTAINER, "1.2.2"),
          new Row("get failed: container * not found", Meaning.NO_CONTAINER, "1.2.2"),
          new Row("container with id * not found", Meaning.NO_CONTAINER, "1.2.2"),
          new Row("container already exists:", Meaning.TAKEN, "1.2.2"),
          new Row("hostname(s) already exist:", Meaning.TAKEN, "1.2.2"),
          new Row("already exists", Meaning.TAKEN, "0.12.3 to 1.2.2"),
          new Row("attach is currently unsupported on already running", Meaning.RUNNING, "1.2.2"),
          new Row("is running and can not be deleted", Meaning.RUNNING, "1.2.2"),
          new Row("no runtime client exists: container is", Meaning.NOT_RUNNING, "1.2.2"),
          new Row("is not running", Meaning.NOT_RUNNING, "1.2.2"),
          new Row("failed to open container logs", Meaning.NEVER_STARTED, "1.2.2"),
          new Row("failed with response: 404", Meaning.NO_IMAGE, "1.2.2"),
          new Row("image not found:", Meaning.NO_IMAGE, "1.2.2"),
          new Row("image with reference", Meaning.NO_IMAGE, "1.2.2"),
          new Row("failed to delete one or more images", Meaning.NO_IMAGE, "1.2.2"),
          new Row("failed to save image(s)", Meaning.NO_IMAGE, "1.2.2"),
          new Row("volume not found:", Meaning.NO_VOLUME, "1.2.2"),
          new Row("is currently in use and cannot be", Meaning.IN_USE, "1.2.2"),
          new Row("network * not found", Meaning.NO_NETWORK, "1.2.2"),
          new Row("network not found:", Meaning.NO_NETWORK, "1.2.2"),
          new Row("cannot delete a builtin network", Meaning.IN_USE, "1.2.2"),
          new Row("delete failed for one or more networks", Meaning.IN_USE, "1.2.2"),
          new Row("overlaps an existing network", Meaning.TAKEN, "1.2.2"),
          new Row("host ports for different publish port specs", Meaning.INVALID, "1.2.2"),
          new Row("minimum memory amount allowed", Meaning.INVALID, "1.2.2"),
          new Row("is not a valid container id", Meaning.INVALID, "1.2.2"),
          new Row("invalidargument", Meaning.INVALID, "0.10.0 to 1.2.2"),
          new Row("requires macos 26 or newer", Meaning.INVALID, "1.2.2"),
          new Row("plugin 'container-network' not found", Meaning.INVALID, "1.2.2 on macOS 15"),
          new Row("' does not exist", Meaning.INVALID, "1.2.2"),
          new Row("is not a directory", Meaning.INVALID, "1.2.2"));

  private static final Set<Meaning> OF_A_START =
      EnumSet.of(Meaning.NO_COMMAND, Meaning.PORT_TAKEN, Meaning.NO_SERVICE, Meaning.NO_ANSWER);

  private AppleMessages() {}

  /**
   * The lines with which a failure of the program ends, joined.
   *
   * @param stderr all that it wrote to standard error
   * @return from the last line that begins as its failures do; empty if there is none
   */
  public static Optional<String> failure(String stderr) {
    int begin =
        stderr.startsWith(MARK)
            ? Math.max(0, stderr.lastIndexOf("\n" + MARK) + 1)
            : stderr.lastIndexOf("\n" + MARK) + 1;
    return stderr.startsWith(MARK, begin)
        ? Optional.of(
            stderr.substring(begin + MARK.length()).strip().replaceAll("\\s*[\\r\\n]+\\s*", " "))
        : Optional.empty();
  }

  /**
   * Whether words are of a start that failed, where the container cannot be asked any more. A
   * process may write what looks like a failure of the program: only texts that tell of a start, or
   * name the container, count.
   *
   * @param stderr all that was written to standard error
   * @param id the container
   * @return whether it never began
   */
  public static boolean tellsOfNoStart(String stderr, String id) {
    return failure(stderr)
        .filter(
            words ->
                words.contains(id)
                    || words.contains("failed to bootstrap container")
                    || of(words).filter(OF_A_START::contains).isPresent())
        .isPresent();
  }

  /**
   * What a failure means.
   *
   * @param failure its words
   * @return empty for text that nobody knows
   */
  public static Optional<Meaning> of(String failure) {
    String lower = failure.toLowerCase(Locale.ROOT);
    return ROWS.stream().filter(row -> row.isIn(lower)).map(Row::meaning).findFirst();
  }
}
