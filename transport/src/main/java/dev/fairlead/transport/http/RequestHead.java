package dev.fairlead.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes the head of a request (RFC 9112, section 3). */
final class RequestHead {

  private RequestHead() {}

  static byte[] encode(HttpRequest request, HttpAddress address, ExchangeMode mode) {
    StringBuilder head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    line(head, "Host", address.hostHeader());
    line(head, "User-Agent", "fairlead");
    UpgradeProtocol protocol = mode.protocol();
    if (protocol != null) {
      // Podman switches only if this is the one word; a list such as "keep-alive, Upgrade" will
      // not do.
      line(head, "Connection", "Upgrade");
      line(head, "Upgrade", protocol.token());
    } else if (mode == ExchangeMode.SINGLE) {
      line(head, "Connection", "close");
    }
    for (Map.Entry<String, String> header : request.headers()) {
      line(head, header.getKey(), header.getValue());
    }
    body(head, request);
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void body(StringBuilder head, HttpRequest request) {
    if (request.body() instanceof RequestBody.Bytes bytes) {
      line(head, "Content-Type", bytes.contentType());
      line(head, "Content-Length", Integer.toString(bytes.content().remaining()));
    } else if (request.body() instanceof RequestBody.File file) {
      line(head, "Content-Type", file.contentType());
      line(head, "Content-Length", Long.toString(file.bytes()));
    } else if (request.body() instanceof RequestBody.Streamed streamed) {
      line(head, "Content-Type", streamed.contentType());
      line(head, "Transfer-Encoding", "chunked");
    } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      // dockerd answers 400 to a POST of unknown length.
      line(head, "Content-Length", "0");
    }
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
