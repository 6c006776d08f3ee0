package dev.fairlead.transport.http;

/** Stands in until the first implementation lands. */
final class NettyTransport {

  private NettyTransport() {}

  @SuppressWarnings("DoNotCallSuggester")
  static HttpTransport open(HttpAddress address, HttpTransportOptions options) {
    throw new UnsupportedOperationException("not built yet: " + address + options);
  }
}
