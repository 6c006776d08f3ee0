package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes HTTP/1.1 responses apart as their bytes come in, however they are split (RFC 9112).
 *
 * <p>It does no input or output of its own. The payload of all chunks that one read brought is
 * handed on as one buffer: their borders mean nothing, and daemons send a chunk for every line of a
 * log. Errors are {@link TransportException}s of kind {@code GARBAGE}.
 */
final class ResponseDecoder {

  private static final int MAX_HEAD_BYTES = 64 << 10;
  private static final byte[] PREFIX = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private enum Framing {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_END
  }

  private final boolean bodyless;
  private byte[] head = new byte[512];
  private int headLength;
  private boolean sawBytes;
  private Framing framing = Framing.NONE;
  private long remaining;
  private boolean complete;
  private @Nullable ChunkDecoder chunks;

  /** A decoder for the answer to one request; a HEAD request's answer never has a body. */
  ResponseDecoder(boolean headRequest) {
    this.bodyless = headRequest;
  }

  boolean sawBytes() {
    return sawBytes;
  }

  /** Whether the body has come to its end. */
  boolean complete() {
    return complete;
  }

  /** Whether the body has neither length nor chunks, so that the connection's end is its own. */
  boolean endsWithConnection() {
    return framing == Framing.UNTIL_END;
  }

  /** The next head, informational ones (1xx) included, or null if it is not whole yet. */
  @Nullable ResponseHead head(ByteBuffer in) {
    while (in.hasRemaining()) {
      sawBytes = true;
      byte b = in.get();
      if (headLength == head.length) {
        if (headLength == MAX_HEAD_BYTES) {
          throw garbage("the head is longer than " + MAX_HEAD_BYTES + " bytes");
        }
        head = Arrays.copyOf(head, headLength * 2);
      }
      head[headLength++] = b;
      if (headLength <= PREFIX.length && b != PREFIX[headLength - 1]) {
        // Said at once: a peer that speaks something else may never close, nor say any more.
        byte[] rest = new byte[Math.min(in.remaining(), 64)];
        in.get(rest);
        throw garbage(
            "the answer begins with "
                + quote(
                    new String(head, 0, headLength, StandardCharsets.ISO_8859_1)
                        + new String(rest, StandardCharsets.ISO_8859_1)));
      }
      if (b == '\n' && endsHead()) {
        ResponseHead parsed =
            ResponseHead.parse(new String(head, 0, headLength, StandardCharsets.ISO_8859_1));
        headLength = 0;
        frame(parsed);
        return parsed;
      }
    }
    return null;
  }

  private boolean endsHead() {
    int before = headLength - 2;
    if (before >= 0 && head[before] == '\r') {
      before--;
    }
    return before >= 0 && head[before] == '\n';
  }

  private void frame(ResponseHead parsed) {
    int status = parsed.status();
    if (bodyless || status < 200 || status == 204 || status == 304) {
      framing = Framing.NONE;
      complete = status >= 200 || status == 101;
      return;
    }
    String coding = parsed.lastTransferCoding().orElse(null);
    if (coding != null) {
      if (coding.equals("chunked")) {
        framing = Framing.CHUNKED;
        chunks = new ChunkDecoder();
      } else {
        framing = Framing.UNTIL_END;
      }
      return;
    }
    Long length = contentLength(parsed);
    if (length == null) {
      framing = Framing.UNTIL_END;
    } else {
      framing = Framing.LENGTH;
      remaining = length;
      complete = length == 0;
    }
  }

  private static @Nullable Long contentLength(ResponseHead parsed) {
    List<String> values = parsed.values("Content-Length");
    if (values.isEmpty()) {
      return null;
    }
    String value = values.get(0);
    for (String other : values) {
      if (!other.equals(value) || !LENGTH.matcher(other).matches()) {
        throw garbage("the Content-Length is " + quote(String.join(", ", values)));
      }
    }
    return Long.valueOf(value);
  }

  /** Takes the payload of a body. */
  interface Payload {

    /** A read has brought something: not more than so many bytes of payload. */
    void begin(int atMost);

    /** The next bytes, all of them to be taken; good during this call only. */
    void part(ByteBuffer bytes);
  }

  /** The part of the body that a read brought: a buffer of its own, empty if there was none. */
  ByteBuffer body(ByteBuffer in) {
    if (complete || !in.hasRemaining()) {
      return NOTHING;
    }
    ChunkDecoder chunked = chunks;
    ByteBuffer payload;
    if (chunked == null) {
      int limit = in.limit();
      in.limit(in.position() + plainLength(in));
      payload = ByteBuffer.allocate(in.remaining()).put(in);
      in.limit(limit);
    } else {
      payload = ByteBuffer.allocate(in.remaining());
      join(chunked, in, inArray(in), payload);
    }
    return payload.position() == 0 ? NOTHING : payload.flip().slice().asReadOnlyBuffer();
  }

  /**
   * Hands on the part of the body that a read brought, and says how many bytes it was. What the
   * buffer holds may be moved about.
   */
  int body(ByteBuffer in, Payload out) {
    if (complete || !in.hasRemaining()) {
      return 0;
    }
    ChunkDecoder chunked = chunks;
    if (chunked == null) {
      int length = plainLength(in);
      out.begin(length);
      int limit = in.limit();
      in.limit(in.position() + length);
      out.part(in);
      in.limit(limit);
      return length;
    }
    ByteBuffer bytes = inArray(in);
    ByteBuffer payload = bytes.duplicate();
    int from = payload.position();
    int length;
    try {
      join(chunked, in, bytes, payload);
    } finally {
      // What came in good order before something else did is the subscriber's.
      payload.limit(payload.position()).position(from);
      length = payload.remaining();
      if (length > 0) {
        out.begin(length);
        out.part(payload);
      }
    }
    return length;
  }

  /** The same, in as many parts as there are chunks, and with nothing moved about. */
  int pass(ByteBuffer in, Payload out) {
    ChunkDecoder chunked = chunks;
    if (chunked == null) {
      return body(in, out);
    }
    if (complete) {
      return 0;
    }
    out.begin(in.remaining());
    int length = chunked.pass(in, out);
    complete = chunked.complete();
    return length;
  }

  /** How much of what is not in chunks belongs to the body. */
  private int plainLength(ByteBuffer in) {
    int length = in.remaining();
    if (framing == Framing.LENGTH) {
      length = (int) Math.min(length, remaining);
      remaining -= length;
      complete = remaining == 0;
    }
    return length;
  }

  private void join(ChunkDecoder chunked, ByteBuffer in, ByteBuffer bytes, ByteBuffer payload) {
    chunked.join(bytes, payload);
    in.position(in.limit() - bytes.remaining());
    complete = chunked.complete();
  }

  /** Chunks are looked for in an array: a copy of what is in none costs less than the look. */
  private static ByteBuffer inArray(ByteBuffer in) {
    return in.hasArray() ? in : ByteBuffer.allocate(in.remaining()).put(in.duplicate()).flip();
  }

  static TransportException garbage(String what) {
    return new TransportException(
        TransportException.Kind.GARBAGE, "this is not HTTP/1.1: " + what, null);
  }

  static String quote(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return JsonErrors.preview(bytes, 0, bytes.length);
  }
}
