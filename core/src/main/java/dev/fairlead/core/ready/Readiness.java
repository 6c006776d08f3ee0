package dev.fairlead.core.ready;

import java.net.URI;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What makes a container ready. Immutable. */
public sealed interface Readiness {

  /**
   * The condition in words that follow "until container NAME".
   *
   * @return for example {@code listens on port 80}
   */
  String words();

  /** Its first process runs. */
  record Running() implements Readiness {
    @Override
    public String words() {
      return "is running";
    }
  }

  /** Its health check, or the runtime's own notion of being ready, says that it is well. */
  record Healthy() implements Readiness {
    @Override
    public String words() {
      return "is healthy";
    }
  }

  /**
   * A process inside listens on a TCP port at an address that others can reach.
   *
   * <p>Whoever can execute {@code cat} inside looks at {@code /proc/net/tcp} there (proc(5)): a
   * published port proves nothing, since Docker's proxy accepts connections before anybody inside
   * listens. Elsewhere connecting to the container has to do, and {@link Ready#proof()} says so.
   *
   * @param port port inside the container, 1 to 65535
   */
  record Listening(int port) implements Readiness {
    /** Checks the port. */
    public Listening {
      checkPort(port);
    }

    @Override
    public String words() {
      return "listens on port " + port;
    }
  }

  /**
   * It has written a line, on either stream, since it was made. Needs {@link
   * dev.fairlead.spi.Capability#LOG_FOLLOW}.
   *
   * @param pattern found anywhere in the line
   */
  record Logged(Pattern pattern) implements Readiness {
    /** Checks that there is a pattern. */
    public Logged {
      Objects.requireNonNull(pattern, "pattern");
    }

    @Override
    public String words() {
      return "has written a line with " + pattern.pattern();
    }
  }

  /**
   * It answers a GET request over HTTP/1.1 (RFC 9112), at a published port or at its own address.
   * Redirections are answers, and are not followed.
   *
   * @param port port inside the container, 1 to 65535
   * @param path path and query, beginning with a slash
   * @param status the status that is wanted, 100 to 599; empty for any from 200 to 399
   */
  record Answering(int port, String path, OptionalInt status) implements Readiness {
    /** Checks port, path and status. */
    public Answering {
      checkPort(port);
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("a path begins with a slash, but is '" + path + "'");
      }
      URI.create("http://localhost" + path);
      if (status.isPresent() && (status.getAsInt() < 100 || status.getAsInt() > 599)) {
        throw new IllegalArgumentException(
            "a status is a number from 100 to 599, but is " + status.getAsInt());
      }
    }

    boolean accepts(int answered) {
      return status.isPresent()
          ? answered == status.getAsInt()
          : answered >= 200 && answered <= 399;
    }

    @Override
    public String words() {
      return "answers GET "
          + path
          + " on port "
          + port
          + (status.isPresent() ? " with " + status.getAsInt() : "");
    }
  }

  /**
   * Its first process runs.
   *
   * @return the condition
   */
  static Readiness running() {
    return new Running();
  }

  /**
   * Its health check says that it is well.
   *
   * @return the condition
   */
  static Readiness healthy() {
    return new Healthy();
  }

  /**
   * A process inside listens.
   *
   * @param port TCP port inside
   * @return the condition
   */
  static Readiness listening(int port) {
    return new Listening(port);
  }

  /**
   * It has written a line.
   *
   * @param pattern found anywhere in the line
   * @return the condition
   */
  static Readiness logged(Pattern pattern) {
    return new Logged(pattern);
  }

  /**
   * It answers over HTTP with any status from 200 to 399.
   *
   * @param port port inside
   * @param path path and query, beginning with a slash
   * @return the condition
   */
  static Readiness answering(int port, String path) {
    return new Answering(port, path, OptionalInt.empty());
  }

  private static void checkPort(int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("a port is 1 to 65535, but is " + port);
    }
  }
}
