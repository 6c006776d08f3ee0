package dev.fairlead.transport.http;

/** What a connection is to carry once it is no longer HTTP. */
public enum UpgradeProtocol {
  /**
   * Bytes of any kind. The server switches by status 101, or by a 200 that has neither a length nor
   * chunks: container engines have done so since before they knew 101.
   */
  TCP("tcp"),

  /** WebSocket, RFC 6455: the server switches by status 101 only. */
  WEBSOCKET("websocket");

  private final String token;

  UpgradeProtocol(String token) {
    this.token = token;
  }

  /** The value of the header {@code Upgrade}. */
  String token() {
    return token;
  }

  /** Whether a status other than 101 may begin it. */
  boolean beginsWithoutSwitching() {
    return this == TCP;
  }
}
