package dev.fairlead.transport.http;

import java.nio.file.Path;
import java.util.Objects;

/**
 * With what a server is recognised, and this side to it. Files are read when a connection is first
 * made; their names are those that Docker's own commands use.
 *
 * @param directory where {@code ca.pem} is looked for, the authorities that servers' certificates
 *     may come from (without it, those of this Java), and {@code cert.pem} and {@code key.pem}, the
 *     certificate that this side shows and its key (without both, it shows none)
 * @param verification whether the server's certificate is looked at
 */
public record TlsMaterial(Path directory, Verification verification) {

  /** Whether the server's certificate is looked at. */
  public enum Verification {
    /** It must come from a known authority and be for the host that was asked for. */
    FULL,
    /** Any will do: whoever stands between can read and change everything. */
    NONE
  }

  /** Checks that no part is null. */
  public TlsMaterial {
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
