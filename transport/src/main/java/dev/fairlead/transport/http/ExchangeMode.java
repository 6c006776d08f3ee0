package dev.fairlead.transport.http;

/** What is to become of the connection after the response. */
enum ExchangeMode {
  /** It may serve another request. */
  REUSABLE,
  /** It is closed. */
  SINGLE,
  /** It goes on with another protocol. */
  UPGRADE
}
