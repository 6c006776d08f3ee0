package dev.fairlead.benchmarks.daemon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, as far as the daemon cares.
 *
 * @param method the method
 * @param path the path without version and query
 * @param query the query, perhaps empty
 * @param length bytes of the body, or -1 if it is chunked
 * @param upgrade whether the connection is to stop being HTTP
 * @param close whether it is the last on its connection
 */
record Request(
    String method, String path, String query, long length, boolean upgrade, boolean close) {

  /** Takes a head off a buffer that is ready to be read; null if it is not whole yet. */
  static @Nullable Request take(ByteBuffer in) {
    int end = end(in);
    if (end < 0) {
      return null;
    }
    byte[] bytes = new byte[end - in.position()];
    in.get(bytes);
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    String[] line = head.substring(0, head.indexOf("\r\n")).split(" ", 3);
    int question = line[1].indexOf('?');
    String path = question < 0 ? line[1] : line[1].substring(0, question);
    String lower = head.toLowerCase(Locale.ROOT);
    String length = header(lower, "content-length");
    return new Request(
        line[0],
        path.startsWith("/v1.") ? path.substring(path.indexOf('/', 1)) : path,
        question < 0 ? "" : line[1].substring(question + 1),
        lower.contains("\r\ntransfer-encoding: chunked")
            ? -1
            : length.isEmpty() ? 0 : Long.parseLong(length),
        !header(lower, "upgrade").isEmpty(),
        header(lower, "connection").contains("close"));
  }

  private static int end(ByteBuffer in) {
    for (int at = in.position() + 3; at < in.limit(); at++) {
      if (in.get(at) == '\n' && in.get(at - 2) == '\n') {
        return at + 1;
      }
    }
    return -1;
  }

  private static String header(String head, String name) {
    int at = head.indexOf("\r\n" + name + ":");
    return at < 0
        ? ""
        : head.substring(at + name.length() + 3, head.indexOf("\r\n", at + 2)).trim();
  }
}
