package dev.fairlead.transport.http;

import java.util.Optional;

/** A connection that began as an HTTP request and now carries bytes of another protocol. */
public interface UpgradedConnection extends DuplexConnection {

  /**
   * The status that the server switched with: 101, or 200 of servers that switch without saying so.
   *
   * @return the status code
   */
  int status();

  /**
   * A header of the response.
   *
   * @param name the header's name, in any case
   * @return its first value, or empty if it was not sent
   */
  Optional<String> header(String name);
}
