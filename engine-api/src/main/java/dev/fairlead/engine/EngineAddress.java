package dev.fairlead.engine;

import dev.fairlead.spi.Endpoint;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.TlsMaterial;
import dev.fairlead.transport.http.TlsMaterial.Verification;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** What the settings of an endpoint mean for the way to it. */
public final class EngineAddress {

  /**
   * Endpoint setting: the directory of {@code ca.pem}, {@code cert.pem} and {@code key.pem}. With
   * it a TCP address is spoken to through TLS.
   */
  public static final String TLS_DIRECTORY = "tls-directory";

  /** Endpoint setting: {@code none} if the server's certificate is not to be looked at. */
  public static final String TLS_VERIFICATION = "tls-verification";

  /** Endpoint setting: the user to log in as on the other machine. */
  public static final String SSH_USER = "ssh-user";

  /** Endpoint setting: the file of the private key to log in with on the other machine. */
  public static final String SSH_IDENTITY = "ssh-identity";

  /**
   * Endpoint setting: {@code podman} if that program, and not {@code docker}, is to join the
   * connection to the daemon's socket on the other machine.
   */
  public static final String SSH_PROGRAM = "ssh-program";

  /** The value of {@link #SSH_PROGRAM} for Podman. */
  public static final String PODMAN = "podman";

  /** The value of {@link #TLS_VERIFICATION} that switches it off. */
  public static final String NO_VERIFICATION = "none";

  private EngineAddress() {}

  /**
   * The address of an endpoint.
   *
   * @param endpoint {@code unix://…}, {@code tcp://…}, {@code http://…} or {@code ssh://…}
   * @return the address
   * @throws IllegalArgumentException if the endpoint is no address of a daemon
   */
  public static HttpAddress of(Endpoint endpoint) {
    URI uri = endpoint.uri();
    if ("ssh".equals(uri.getScheme())) {
      return ssh(endpoint, uri);
    }
    HttpAddress plain = HttpAddress.parse(uri);
    Optional<Path> directory = endpoint.setting(TLS_DIRECTORY).map(Path::of);
    return plain instanceof HttpAddress.Tcp tcp && directory.isPresent()
        ? new HttpAddress.Tls(
            tcp.host(), tcp.port(), new TlsMaterial.Files(directory.get(), verification(endpoint)))
        : plain;
  }

  private static Verification verification(Endpoint endpoint) {
    return endpoint.setting(TLS_VERIFICATION).filter(NO_VERIFICATION::equals).isPresent()
        ? Verification.NONE
        : Verification.FULL;
  }

  private static HttpAddress ssh(Endpoint endpoint, URI uri) {
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the host is missing or malformed: write ssh://user@host");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("'?' and '#' have no place in an address");
    }
    boolean literal = host.startsWith("[") && host.endsWith("]");
    return new HttpAddress.Ssh(
        endpoint.setting(SSH_USER).or(() -> Optional.ofNullable(uri.getUserInfo())),
        literal ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? Optional.empty() : Optional.of(uri.getPort()),
        Optional.ofNullable(uri.getPath()).filter(path -> path.length() > 1),
        endpoint.setting(SSH_IDENTITY).map(Path::of),
        endpoint.setting(SSH_PROGRAM).filter(PODMAN::equals).isPresent()
            ? HttpAddress.Ssh.Program.PODMAN
            : HttpAddress.Ssh.Program.DOCKER);
  }
}
