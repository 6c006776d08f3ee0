package dev.fairlead.transport.http;

/** A kept connection had died, and nothing that was asked over it has happened. */
final class StaleConnectionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final TransportException failure;

  StaleConnectionException(TransportException failure) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
  }

  TransportException failure() {
    return failure;
  }
}
