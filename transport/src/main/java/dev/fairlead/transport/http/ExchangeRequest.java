package dev.fairlead.transport.http;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A request with all that is decided about it.
 *
 * @param keeper takes the wire if it can serve another request
 */
record ExchangeRequest(
    HttpRequest request,
    HttpAddress address,
    ExchangeMode mode,
    Duration responseTimeout,
    Consumer<Wire> keeper) {

  /** What is asked of whom, for messages. */
  String where() {
    return request.line() + " to " + address;
  }

  byte[] encodedHead() {
    return RequestHead.encode(request, address, mode);
  }

  /** Whether asking twice is the same as asking once. */
  boolean idempotent() {
    return request.isRepeatable();
  }

  void keep(Wire wire) {
    keeper.accept(wire);
  }
}
