package dev.fairlead.transport.http;

import org.jspecify.annotations.Nullable;

/** What is to become of the connection after the response. */
enum ExchangeMode {
  /** It may serve another request. */
  REUSABLE(null),
  /** It is closed. */
  SINGLE(null),
  /** It goes on with bytes of any kind. */
  UPGRADE_TCP(UpgradeProtocol.TCP),
  /** It goes on with WebSocket frames. */
  UPGRADE_WEBSOCKET(UpgradeProtocol.WEBSOCKET);

  private final @Nullable UpgradeProtocol protocol;

  ExchangeMode(@Nullable UpgradeProtocol protocol) {
    this.protocol = protocol;
  }

  static ExchangeMode upgrading(UpgradeProtocol protocol) {
    return switch (protocol) {
      case TCP -> UPGRADE_TCP;
      case WEBSOCKET -> UPGRADE_WEBSOCKET;
    };
  }

  /** What it goes on with; null if it stays HTTP. */
  @Nullable UpgradeProtocol protocol() {
    return protocol;
  }
}
