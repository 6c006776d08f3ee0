package dev.fairlead.transport.http;

import java.util.Objects;
import java.util.Optional;

/**
 * A server that connects to others on behalf of this side, asked by {@code CONNECT} (RFC 9110,
 * section 9.3.6). It learns host and port of the other, which it looks up itself.
 *
 * @param host its name or IP address, IPv6 without brackets
 * @param port its port, 1 to 65535
 * @param login what it is shown; empty for nothing
 */
public record HttpProxy(String host, int port, Optional<Login> login) {

  /**
   * A name and a password.
   *
   * @param name the name
   * @param password the password, never shown
   */
  public record Login(String name, String password) {
    /** Checks that no part is null. */
    public Login {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(password, "password");
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /** Checks that a host is given and that the port is in range. */
  public HttpProxy {
    Objects.requireNonNull(login, "login");
    HttpAddress.Tcp checked = new HttpAddress.Tcp(host, port);
    host = checked.host();
    port = checked.port();
  }

  @Override
  public String toString() {
    return "http://" + new HttpAddress.Tcp(host, port).hostHeader();
  }
}
