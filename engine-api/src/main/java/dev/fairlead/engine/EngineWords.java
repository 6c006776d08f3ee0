package dev.fairlead.engine;

import dev.fairlead.spi.error.NotFoundException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the words of daemons mean where their status does not tell. Seen on Docker 20.10 to 28 and
 * Podman 4.3 to 5.8; the tests quote them with the version that said them.
 */
final class EngineWords {

  private static final Pattern PORT_TAKEN =
      any("port is already allocated", "address already in use", "ports are not available");
  private static final Pattern PORT =
      any(
          "Bind for \\S*:(\\d+) failed",
          "listen (?:tcp|udp|sctp)\\d? \\S*?:(\\d+): bind",
          "bind host port(?: for)? (?:\\[[^\\]]*\\]|[^:\\s]*):(\\d+)",
          "exposing port \\w+ \\S*?:(\\d+) ");
  private static final Pattern NO_SUCH_PROGRAM =
      any(
          "executable file not found",
          "executable file `[^`]*` not found",
          "attempted to invoke a command that was not found",
          "exec: \"[^\"]*\": stat [^:]*: no such file or directory");
  private static final Pattern NOT_EXECUTABLE =
      any(
          "exec: \"[^\"]*\": permission denied",
          "exec: \"[^\"]*\": is a directory",
          "exec format error",
          "\\A(?!.*setrlimit).*OCI permission denied");
  private static final Pattern NAME_TAKEN =
      any("is already in use by", "name is already in use", "UNIQUE constraint failed");
  private static final Pattern CONFLICT =
      any(
          "is already in use",
          "UNIQUE constraint failed",
          "container state improper",
          "can only create exec sessions on running",
          "exec session state improper",
          "is not running",
          "is not paused",
          "is already paused",
          "is being used",
          "has active endpoints",
          "already exists in network",
          "already connected to network",
          "network already exists",
          "pool overlaps",
          "removal of container .* is already in progress",
          "image is in use");
  private static final Pattern LOGIN_NEEDED =
      any(
          "no basic auth credentials",
          "unauthorized",
          "authentication required",
          "incorrect username or password",
          "requested access to the resource is denied");
  private static final Pattern INVALID =
      any(
          "invalid reference format",
          "normalizing image",
          "invalid volume specification",
          "invalid mode",
          "mount path must be absolute",
          "invalid mount",
          "invalid --security-opt",
          "^ps: ",
          "PID field in ps output",
          "unable to find user",
          "no matching entries in",
          "could not select device driver",
          "unresolvable CDI devices",
          "CDI device injection failed",
          "error gathering device information",
          "invalid signal",
          "unknown runtime",
          "cannot unmarshal",
          "unable to parse",
          "invalid memory",
          "plugin \"[^\"]*\" not found",
          "non-overlapping \\S+ address pool",
          "extraction point is not a directory",
          "is outside of",
          "invalid tar header",
          "not a directory");
  private static final Pattern REGISTRY_DOWN =
      any(
          "i/o timeout",
          "TLS handshake timeout",
          "connection refused",
          "connection reset by peer",
          "network is unreachable",
          "Client\\.Timeout exceeded",
          "toomanyrequests",
          "50[234] (?:Bad Gateway|Service Unavailable|Gateway)");
  private static final Pattern LOG_UNREADABLE =
      any("logging driver does not support reading", "not logging output");
  private static final Pattern IN_THE_WAY =
      any("is marked read-only", "cannot overwrite (?:non-)?directory");
  private static final Pattern NOT_CONNECTED = any("is not connected to (?:the )?network");
  private static final Pattern ALREADY_REMOVED = any("has already been removed");
  private static final Pattern REMOVAL_IN_PROGRESS = any("removal of container .* in progress");
  private static final Pattern NO_SUCH_PAGE = Pattern.compile("page not found|Not Found");

  private EngineWords() {}

  static boolean portTaken(String words) {
    return PORT_TAKEN.matcher(words).find();
  }

  static OptionalInt port(String words) {
    Matcher matcher = PORT.matcher(words);
    if (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) != null && matcher.group(group).length() < 6) {
          int port = Integer.parseInt(matcher.group(group));
          return port > 0 && port < 65_536 ? OptionalInt.of(port) : OptionalInt.empty();
        }
      }
    }
    return OptionalInt.empty();
  }

  static boolean noSuchProgram(String words) {
    return NO_SUCH_PROGRAM.matcher(words).find();
  }

  static boolean notExecutable(String words) {
    return NOT_EXECUTABLE.matcher(words).find();
  }

  static boolean nameTaken(String words) {
    return NAME_TAKEN.matcher(words).find();
  }

  static boolean conflict(String words) {
    return CONFLICT.matcher(words).find();
  }

  static boolean loginNeeded(String words) {
    return LOGIN_NEEDED.matcher(words).find();
  }

  /**
   * Podman 4.3 goes on to take a part of an id that no image has for a name, and finds it
   * malformed.
   */
  static boolean invalid(String words) {
    return INVALID.matcher(words).find() && !words.contains("no 64-byte hexadecimal value");
  }

  static boolean registryDown(String words) {
    return REGISTRY_DOWN.matcher(words).find();
  }

  static boolean logUnreadable(String words) {
    return LOG_UNREADABLE.matcher(words).find();
  }

  /** What is there, and how it is there, does not let files be written. */
  static boolean inTheWay(String words) {
    return IN_THE_WAY.matcher(words).find();
  }

  static boolean notConnected(String words) {
    return NOT_CONNECTED.matcher(words).find();
  }

  static boolean alreadyRemoved(String words) {
    return ALREADY_REMOVED.matcher(words).find();
  }

  static boolean removalInProgress(String words) {
    return REMOVAL_IN_PROGRESS.matcher(words).find();
  }

  /** The daemon does not know the path itself, so nothing is said about the thing asked for. */
  static boolean noSuchPage(String words) {
    return NO_SUCH_PAGE.matcher(words).matches();
  }

  /** What is missing by the path that was asked for, if the words do not tell. */
  static NotFoundException.Kind kindOf(String path) {
    int end = path.indexOf('/', 1);
    switch (end < 0 ? path : path.substring(0, end)) {
      case "/containers":
        return NotFoundException.Kind.CONTAINER;
      case "/images":
        return NotFoundException.Kind.IMAGE;
      case "/volumes":
        return NotFoundException.Kind.VOLUME;
      case "/networks":
        return NotFoundException.Kind.NETWORK;
      case "/exec":
        return NotFoundException.Kind.EXEC;
      default:
        return NotFoundException.Kind.OTHER;
    }
  }

  private enum Missing {
    IMAGE(
        NotFoundException.Kind.IMAGE,
        "no such image",
        "image not known",
        "no 64-byte hexadecimal value",
        "failed to find image",
        "manifest unknown",
        "does not exist locally",
        "tag does not exist",
        "pull access denied",
        "does not match the specified platform",
        "manifest for \\S+ not found"),
    EXEC(NotFoundException.Kind.EXEC, "no such exec", "exec session with ID"),
    VOLUME(NotFoundException.Kind.VOLUME, "no such volume"),
    NETWORK(
        NotFoundException.Kind.NETWORK,
        "network \\S+ not found",
        "unable to find network",
        "network not found",
        "no such network"),
    PATH(NotFoundException.Kind.PATH, "could not find the file", "no such file or directory"),
    CONTAINER(NotFoundException.Kind.CONTAINER, "no such container", "no container with"),
    POD(NotFoundException.Kind.POD, "no such pod", "no pod with");

    private final NotFoundException.Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // a pattern is immutable
    private final Pattern pattern;

    Missing(NotFoundException.Kind kind, String... words) {
      this.kind = kind;
      this.pattern = any(words);
    }
  }

  static Optional<NotFoundException.Kind> missing(String words) {
    for (Missing missing : Missing.values()) {
      if (missing.pattern.matcher(words).find()) {
        return Optional.of(missing.kind);
      }
    }
    return Optional.empty();
  }

  private static Pattern any(String... alternatives) {
    return Pattern.compile(String.join("|", alternatives), Pattern.CASE_INSENSITIVE);
  }
}
