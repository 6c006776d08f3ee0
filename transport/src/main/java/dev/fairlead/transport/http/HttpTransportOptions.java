package dev.fairlead.transport.http;

import java.time.Duration;
import java.util.Objects;

/**
 * Limits and times of one {@link HttpTransport}.
 *
 * @param connectTimeout how long connecting may take; 5 seconds by default
 * @param responseTimeout how long the server may be silent between the last byte of a request and
 *     the head of its response, for requests that set no time of their own; 30 seconds by default
 * @param maxControlConnections how many connections {@link Lane#CONTROL} may have; 16 by default
 * @param maxPendingControl how many control calls may wait for a connection before more are refused
 *     with kind {@code BUSY}; 1024 by default
 * @param pendingTimeout how long a control call may wait for a connection before it fails with kind
 *     {@code BUSY}; 30 seconds by default
 * @param idleTimeout how long an unused control connection is kept; 15 seconds by default
 */
public record HttpTransportOptions(
    Duration connectTimeout,
    Duration responseTimeout,
    int maxControlConnections,
    int maxPendingControl,
    Duration pendingTimeout,
    Duration idleTimeout) {

  private static final HttpTransportOptions DEFAULTS =
      new HttpTransportOptions(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          16,
          1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(15));

  /**
   * Checks that times are positive and limits make sense.
   *
   * @param connectTimeout how long connecting may take
   * @param responseTimeout how long the server may be silent before the head of its response
   * @param maxControlConnections how many connections {@link Lane#CONTROL} may have
   * @param maxPendingControl how many control calls may wait for a connection
   * @param pendingTimeout how long a control call may wait for a connection
   * @param idleTimeout how long an unused control connection is kept
   */
  public HttpTransportOptions {
    positive(connectTimeout, "connectTimeout");
    positive(responseTimeout, "responseTimeout");
    positive(pendingTimeout, "pendingTimeout");
    positive(idleTimeout, "idleTimeout");
    if (maxControlConnections < 1) {
      throw new IllegalArgumentException("maxControlConnections must be at least 1");
    }
    if (maxPendingControl < 0) {
      throw new IllegalArgumentException("maxPendingControl must not be negative");
    }
  }

  /**
   * The defaults.
   *
   * @return options that fit a daemon on this machine
   */
  public static HttpTransportOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Changes the connect timeout.
   *
   * @param value the time, above zero
   * @return changed options
   */
  public HttpTransportOptions withConnectTimeout(Duration value) {
    return new HttpTransportOptions(
        value,
        responseTimeout,
        maxControlConnections,
        maxPendingControl,
        pendingTimeout,
        idleTimeout);
  }

  /**
   * Changes the default response timeout.
   *
   * @param value the time, above zero
   * @return changed options
   */
  public HttpTransportOptions withResponseTimeout(Duration value) {
    return new HttpTransportOptions(
        connectTimeout,
        value,
        maxControlConnections,
        maxPendingControl,
        pendingTimeout,
        idleTimeout);
  }

  /**
   * Changes the limits of the control lane.
   *
   * @param connections how many connections it may have, at least 1
   * @param pending how many calls may wait for one, 0 for none
   * @return changed options
   */
  public HttpTransportOptions withControlLimits(int connections, int pending) {
    return new HttpTransportOptions(
        connectTimeout, responseTimeout, connections, pending, pendingTimeout, idleTimeout);
  }

  /**
   * Changes how long a control call may wait for a connection.
   *
   * @param value the time, above zero
   * @return changed options
   */
  public HttpTransportOptions withPendingTimeout(Duration value) {
    return new HttpTransportOptions(
        connectTimeout,
        responseTimeout,
        maxControlConnections,
        maxPendingControl,
        value,
        idleTimeout);
  }

  /**
   * Changes how long an unused control connection is kept.
   *
   * @param value the time, above zero
   * @return changed options
   */
  public HttpTransportOptions withIdleTimeout(Duration value) {
    return new HttpTransportOptions(
        connectTimeout,
        responseTimeout,
        maxControlConnections,
        maxPendingControl,
        pendingTimeout,
        value);
  }

  private static void positive(Duration value, String name) {
    Objects.requireNonNull(value, name);
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be above zero, not " + value);
    }
  }
}
