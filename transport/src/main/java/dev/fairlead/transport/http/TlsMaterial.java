package dev.fairlead.transport.http;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** With what a server is recognised, and this side to it. */
public sealed interface TlsMaterial {

  /**
   * Whether the server's certificate is looked at.
   *
   * @return how closely
   */
  Verification verification();

  /**
   * The name that the server is asked for and that its certificate has to be for, where that is not
   * the host that is connected to.
   *
   * @return the name; empty for the host
   */
  default Optional<String> serverName() {
    return Optional.empty();
  }

  /** Whether the server's certificate is looked at. */
  enum Verification {
    /** It must come from a known authority and be for the host that was asked for. */
    FULL,
    /** Any will do: whoever stands between can read and change everything. */
    NONE
  }

  /**
   * Files of a directory, read when a connection is first made; their names are those that Docker's
   * own commands use.
   *
   * @param directory where {@code ca.pem} is looked for, the authorities that servers' certificates
   *     may come from (without it, those of this Java), and {@code cert.pem} and {@code key.pem},
   *     the certificate that this side shows and its key (without both, it shows none)
   * @param verification whether the server's certificate is looked at
   */
  record Files(Path directory, Verification verification) implements TlsMaterial {
    /** Checks that no part is null. */
    public Files {
      Objects.requireNonNull(directory, "directory");
      Objects.requireNonNull(verification, "verification");
    }

    Path authorities() {
      return directory.resolve("ca.pem");
    }

    Path certificate() {
      return directory.resolve("cert.pem");
    }

    Path key() {
      return directory.resolve("key.pem");
    }
  }

  /**
   * What was read already, in the textual form of RFC 7468.
   *
   * @param source where it was read, for messages
   * @param authorities the authorities that servers' certificates may come from; empty for those of
   *     this Java
   * @param certificate the certificate that this side shows, with those that vouch for it; empty to
   *     show none
   * @param key the key of that certificate, without a password; empty to show none
   * @param serverName the name that the server's certificate has to be for; empty for the host
   * @param verification whether the server's certificate is looked at
   */
  record Text(
      String source,
      Optional<String> authorities,
      Optional<String> certificate,
      Optional<String> key,
      Optional<String> serverName,
      Verification verification)
      implements TlsMaterial {
    /** Checks that no part is null, and that a certificate has a key. */
    public Text {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(authorities, "authorities");
      Objects.requireNonNull(serverName, "serverName");
      Objects.requireNonNull(verification, "verification");
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException("a certificate and its key belong together");
      }
    }

    /** Shows nothing of the key. */
    @Override
    public String toString() {
      return "TlsMaterial[" + source + ", " + verification + "]";
    }
  }
}
