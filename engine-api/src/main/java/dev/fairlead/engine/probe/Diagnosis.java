package dev.fairlead.engine.probe;

import dev.fairlead.engine.EngineFamily;
import dev.fairlead.engine.EngineVersion;
import dev.fairlead.transport.http.TransportException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts into words why an endpoint does not answer as the wanted engine does, and what would help.
 */
final class Diagnosis {

  private final SoughtEngine sought;
  private final Product product;
  private final Duration deadline;

  Diagnosis(SoughtEngine sought, Product product, Duration deadline) {
    this.sought = sought;
    this.product = product;
    this.deadline = deadline;
  }

  /** What the file system says already, before any connection; empty if it is worth connecting. */
  Optional<Obstacle> ofFile(SocketFile file) {
    switch (file.kind()) {
      case MISSING:
        return Optional.of(Obstacle.absent("ENOENT: there is no such file", product.install()));
      case DANGLING:
        return Optional.of(
            Obstacle.absent(
                "ENOENT: it is a symbolic link to a file that is not there", product.start()));
      case FILE:
        return Optional.of(notASocket("regular file", "remove ", file));
      case DIRECTORY:
        // What runs in containers makes one where it mounts a socket that is not there.
        return Optional.of(
            notASocket("directory", "name the socket inside of it, or rmdir ", file));
      default:
        return Optional.empty();
    }
  }

  private Obstacle notASocket(String what, String away, SocketFile file) {
    return Obstacle.unhealthy(
        "it is a " + what + ", not a socket",
        away + file.path() + " if nothing needs it, then " + product.start());
  }

  /** Why there was no answer on a Unix socket. */
  Obstacle ofSocket(TransportException failure, SocketFile file) {
    switch (failure.kind()) {
      case NO_SUCH_SOCKET:
        return Obstacle.absent("ENOENT: there is no such file", product.install());
      case CONNECT_REFUSED:
        return Obstacle.unhealthy(
            "ECONNREFUSED: the socket is there, but nobody listens on it: "
                + product.name()
                + " is not running",
            product.start());
      case ACCESS_DENIED:
        return denied(file);
      case CONNECT_TIMEOUT:
        return Obstacle.unhealthy(
            "EAGAIN: so many wait to be connected that there is no room for more",
            "it hangs: restart it (" + product.start() + ")");
      default:
        return ofWire(failure);
    }
  }

  /** Why there was no answer at an address of TCP or ssh. */
  Obstacle ofFar(TransportException failure) {
    switch (failure.kind()) {
      case CONNECT_REFUSED:
        return Obstacle.absent(
            "ECONNREFUSED: nothing listens on this port",
            "let "
                + sought.thatOne()
                + " listen there ("
                + sought.listen()
                + "), or correct the address");
      case TLS:
        return Obstacle.unhealthy(String.valueOf(failure.getMessage()), sought.wrongCertificates());
      case ACCESS_DENIED:
        return Obstacle.unhealthy(
            String.valueOf(failure.getMessage()),
            "see that the same ssh works by hand, without a question: ssh -o BatchMode=yes …");
      default:
        return ofWire(failure);
    }
  }

  private static Obstacle denied(SocketFile file) {
    String root = "run fairlead as root";
    if (file.kind() == SocketFile.Kind.HIDDEN) {
      return Obstacle.unhealthy(
          "EACCES: permission denied, since a directory may not be entered: " + file.described(),
          file.owner().map(owner -> "run fairlead as " + owner).orElse(root));
    }
    String group = file.group().orElse("root");
    String remedy =
        file.openToGroup() && !group.equals("root")
            ? "sudo usermod -aG "
                + group
                + " $USER and log in again (this gives the rights of"
                + " root), or run fairlead with sudo"
            : "run fairlead as " + file.owner().orElse("root") + ", with sudo";
    return Obstacle.unhealthy("EACCES: permission denied: " + file.described(), remedy);
  }

  private Obstacle ofWire(TransportException failure) {
    switch (failure.kind()) {
      case CONNECT_TIMEOUT:
        return Obstacle.unhealthy(
            "no connection within " + deadline.toMillis() + " ms",
            "see that the machine is up and no firewall is between, or correct the address");
      case RESPONSE_TIMEOUT:
        return silent();
      case CUT:
        return Obstacle.unhealthy(
            "the connection was accepted, then closed before a whole answer",
            "see the log of what listens there, then restart it: " + product.start());
      case GARBAGE:
      case TOO_LARGE:
        return Obstacle.unhealthy(
            "what came back is not HTTP as "
                + sought.oneOfThem()
                + " speaks it: "
                + failure.getMessage(),
            "something else listens there; name " + sought.itsOwn() + " address with -H");
      default:
        return Obstacle.unhealthy(
            String.valueOf(failure.getMessage()), "correct the address, or " + product.start());
    }
  }

  /** It accepted the connection and said nothing until the deadline. */
  Obstacle silent() {
    return Obstacle.unhealthy(
        "the connection was accepted, but nothing was said within " + deadline.toMillis() + " ms",
        "it hangs: restart it (" + product.start() + ")");
  }

  /** It began to answer and did not come to an end until the deadline. */
  Obstacle tooSlow() {
    return Obstacle.unhealthy(
        "no whole answer within " + deadline.toMillis() + " ms",
        "try again with a longer --timeout; if that does not help, restart it ("
            + product.start()
            + ")");
  }

  /** An HTTP answer that is not the one of a Docker Engine that is well. */
  Obstacle ofStatus(int status, String body) {
    String words = firstLine(body);
    String said = "HTTP " + status + (words.isEmpty() ? "" : ": " + words);
    if (status == 400 && body.contains("HTTP request to an HTTPS server")) {
      return Obstacle.unhealthy(
          "it speaks HTTPS only, and was asked in plain HTTP", sought.missingCertificates());
    }
    if (status == 401 || status == 403) {
      return Obstacle.unhealthy(
          said, "ask whoever runs it for access; a proxy or an authorization plugin refused");
    }
    if (status >= 500) {
      return Obstacle.unhealthy(
          "the daemon is there, but not well: " + said,
          "see its log (" + sought.log() + "), then restart it: " + product.start());
    }
    return notAnEngine(said);
  }

  /** HTTP, but of something else. */
  Obstacle notAnEngine(String said) {
    return Obstacle.unhealthy(
        "it speaks HTTP, but not " + sought.api() + ": " + said,
        "something else listens there; name " + sought.itsOwn() + " address with -H");
  }

  /** An engine from before the time of what this backend needs. */
  Obstacle tooOld(String version, String api) {
    return Obstacle.unhealthy(
        "version "
            + version
            + " speaks API "
            + api
            + " at most, and "
            + EngineVersion.CLIENT_MINIMUM
            + " is needed",
        "upgrade it to " + sought.oldest() + " or later");
  }

  /** An engine that has given up what this backend speaks. */
  static Obstacle tooNew(String version, String minimum) {
    return Obstacle.unhealthy(
        "version "
            + version
            + " wants API "
            + minimum
            + " at least, and "
            + EngineVersion.CLIENT_MAXIMUM
            + " is the newest that this version of Fairlead speaks",
        "a newer version of Fairlead");
  }

  /** An engine of the other family, which has a backend of its own. */
  Obstacle otherFamily() {
    String mine = name(sought.family());
    String other = name(otherThan(sought.family()));
    return Obstacle.unhealthy(
        "it is " + other + ", which the " + mine + " backend leaves to the " + other + " backend",
        "-r "
            + other.toLowerCase(Locale.ROOT)
            + ", with the jar of the "
            + other
            + " backend in plugins/ or on the class path");
  }

  private static EngineFamily otherThan(EngineFamily family) {
    return family == EngineFamily.DOCKER ? EngineFamily.PODMAN : EngineFamily.DOCKER;
  }

  private static String name(EngineFamily family) {
    return family == EngineFamily.DOCKER ? "Docker" : "Podman";
  }

  /** Error pages and JSON errors, shortened to what fits a line. */
  private static String firstLine(String body) {
    String text = body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    if (text.startsWith("{") && text.contains("\"message\"")) {
      text = text.replaceFirst("(?s).*\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\".*", "$1");
    }
    return text.length() > 160 ? text.substring(0, 157) + "..." : text;
  }
}
