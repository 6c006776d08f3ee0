package dev.fairlead.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Percent-encoding of RFC 3986: what is not allowed in a place becomes {@code %XX} of its UTF-8.
 */
final class PercentEncoding {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final BitSet UNRESERVED = new BitSet(128);
  private static final BitSet PATH = new BitSet(128);

  static {
    UNRESERVED.set('a', 'z' + 1);
    UNRESERVED.set('A', 'Z' + 1);
    UNRESERVED.set('0', '9' + 1);
    "-._~".chars().forEach(UNRESERVED::set);
    PATH.or(UNRESERVED);
    "!$&'()*+,;=:@/".chars().forEach(PATH::set);
  }

  private PercentEncoding() {}

  /** Encodes a path, keeping its slashes. */
  static String path(String text) {
    return encode(text, PATH);
  }

  /** Encodes one component, such as a query value or a path segment, leaving nothing reserved. */
  static String component(String text) {
    return encode(text, UNRESERVED);
  }

  private static String encode(String text, BitSet allowed) {
    StringBuilder out = null;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xff;
      if (!allowed.get(b)) {
        if (out == null) {
          out = new StringBuilder(bytes.length + 16);
          for (int j = 0; j < i; j++) {
            out.append((char) bytes[j]);
          }
        }
        out.append('%').append(HEX[b >> 4]).append(HEX[b & 15]);
      } else if (out != null) {
        out.append((char) b);
      }
    }
    return out == null ? text : out.toString();
  }
}
