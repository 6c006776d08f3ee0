package dev.fairlead.transport.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The names of fields that were read lately, as answers repeat a few of them again and again: to
 * compare one with its bytes costs less than to make it anew. May be used by many threads, none of
 * which waits for another: who misses what another one has put here makes a text of its own.
 */
final class JsonNames {

  private static final int MOST = 512;
  private static final int LONGEST = 40;

  private static final @Nullable String[] SEEN = new String[MOST];

  private JsonNames() {}

  /** A text of ASCII that is a name. */
  static String of(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    int place = place(bytes, from, to);
    String seen = SEEN[place];
    if (seen == null || !is(seen, bytes, from, to)) {
      seen = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
      SEEN[place] = seen;
    }
    return seen;
  }

  private static int place(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (hash ^ hash >>> 9) & (MOST - 1);
  }

  private static boolean is(String name, byte[] bytes, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (name.charAt(i - from) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
