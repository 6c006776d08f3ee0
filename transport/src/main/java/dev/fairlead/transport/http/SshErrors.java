package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import dev.fairlead.transport.process.ProcessException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says why a way through ssh was not there or came to its end. What ssh says itself is in its
 * user's language where it is the system's, so that only its own words are looked for.
 */
final class SshErrors {

  /** What ssh itself ends with; other codes come from the other side. */
  private static final int OWN = 255;

  private static final int NOT_FOUND = 127;

  private SshErrors() {}

  static TransportException of(ProcessException failure) {
    return new TransportException(
        failure.kind() == ProcessException.Kind.CLOSED ? Kind.CLOSED : Kind.UNREACHABLE,
        failure.kind() == ProcessException.Kind.NOT_FOUND
            ? "there is no program ssh on the PATH"
            : "ssh: " + failure.getMessage(),
        failure);
  }

  /**
   * What an end with a code means.
   *
   * @param code what ssh ended with, null if that is not known
   * @param said what it wrote to standard error
   * @param heard whether anything came from the daemon before
   */
  static TransportException of(@Nullable Integer code, String said, boolean heard) {
    List<String> lines = said.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    String last = lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
    if (heard) {
      return new TransportException(Kind.CUT, "ssh ended with " + code + ": " + last, null);
    }
    if (said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
      return denied(
          "the host's key is another one than known_hosts has; find out why before"
              + " anything else");
    }
    if (said.contains("Host key verification failed")) {
      return denied(
          "the host's key is not known; connect once by hand with ssh, and accept it ("
              + last
              + ")");
    }
    if (said.contains("Permission denied")) {
      return denied(
          "the login was refused; it has to work without a password, by a key that ssh-agent or"
              + " ssh's configuration has ("
              + last
              + ")");
    }
    if (code != null && code == NOT_FOUND) {
      return new TransportException(
          Kind.UNREACHABLE,
          "the program whose system dial-stdio is needed is not on the other side (" + last + ")",
          null);
    }
    String who = code != null && code == OWN ? "ssh" : "system dial-stdio over there";
    return new TransportException(
        Kind.UNREACHABLE, who + " ended with " + code + ": " + last, null);
  }

  private static TransportException denied(String what) {
    return new TransportException(Kind.ACCESS_DENIED, what, null);
  }
}
