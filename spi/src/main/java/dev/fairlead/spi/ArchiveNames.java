package dev.fairlead.spi;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Passes an archive on as long as the names in it stay within the directory that it is for. Looks
 * at the headers as they pass, and at the contents of those that hold long names (POSIX.1-2017, pax
 * records {@code path} and {@code linkpath}; GNU types {@code L} and {@code K}). For one archive.
 */
public final class ArchiveNames {

  private static final int BLOCK = 512;
  private static final int NAME_END = 100;
  private static final int SIZE = 124;
  private static final int SIZE_END = 136;
  private static final int TYPE = 156;
  private static final int PREFIX = 345;
  private static final int PREFIX_END = 500;

  /** In bytes; what is longer is no name. */
  private static final int LONGEST = 64 << 10;

  private static final Pattern UPWARDS =
      Pattern.compile("(?:^|.*/)\\.\\.(?:/.*|$)", Pattern.DOTALL);
  private static final Pattern PAX_PATH = Pattern.compile("(?m)^\\d+ path=(.*)$");

  private final ErrorContext context;
  private final byte[] header = new byte[BLOCK];
  private int filled;
  private long contentLeft;
  private long paddingLeft;
  private StringBuilder longName = new StringBuilder();
  private char type;

  private ArchiveNames(ErrorContext context) {
    this.context = context;
  }

  /**
   * The same bytes; {@link InvalidSpecException} in place of those with a name that leads out.
   *
   * @param archive the bytes
   * @param context what was asked
   * @return the bytes, with the demand of the source
   */
  public static Flux<ByteBuffer> within(Publisher<ByteBuffer> archive, ErrorContext context) {
    return Flux.defer(
        () -> {
          ArchiveNames names = new ArchiveNames(context);
          return Flux.from(archive).doOnNext(chunk -> names.look(chunk.slice()));
        });
  }

  private void look(ByteBuffer chunk) {
    while (chunk.hasRemaining()) {
      if (contentLeft > 0) {
        contentLeft -= pass(chunk, contentLeft, holdsName());
        if (contentLeft == 0) {
          named();
        }
      } else if (paddingLeft > 0) {
        paddingLeft -= pass(chunk, paddingLeft, false);
      } else {
        int part = Math.min(chunk.remaining(), BLOCK - filled);
        chunk.get(header, filled, part);
        filled += part;
        if (filled == BLOCK) {
          filled = 0;
          begin();
        }
      }
    }
  }

  private int pass(ByteBuffer chunk, long most, boolean keep) {
    int part = (int) Math.min(chunk.remaining(), most);
    if (keep) {
      longName.append(StandardCharsets.ISO_8859_1.decode(chunk.slice(chunk.position(), part)));
    }
    chunk.position(chunk.position() + part);
    return part;
  }

  private void begin() {
    type = (char) (header[TYPE] & 0xff);
    long size = size();
    contentLeft = size;
    paddingLeft = (BLOCK - size % BLOCK) % BLOCK;
    longName = new StringBuilder();
    if (holdsName() && size > LONGEST) {
      throw new InvalidSpecException(context, "a name in the archive has " + size + " bytes", null);
    }
    String prefix = text(PREFIX, PREFIX_END);
    check(prefix.isEmpty() ? text(0, NAME_END) : prefix + "/" + text(0, NAME_END));
  }

  private boolean holdsName() {
    return type == 'L' || type == 'x' || type == 'g';
  }

  private void named() {
    if (type == 'L') {
      check(longName.toString().replaceFirst("\\x00.*", ""));
    } else if (holdsName()) {
      PAX_PATH.matcher(longName).results().forEach(path -> check(path.group(1)));
    }
  }

  private void check(String name) {
    if (UPWARDS.matcher(name).matches()) {
      String shown = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      throw new InvalidSpecException(
          context, "'" + shown + "' in the archive is outside of the directory", null);
    }
  }

  private String text(int from, int to) {
    int end = from;
    while (end < to && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.ISO_8859_1);
  }

  /** Octal digits, or for large files a number in base 256 that the first bit tells of. */
  private long size() {
    long size = 0;
    boolean binary = (header[SIZE] & 0x80) != 0;
    for (int i = binary ? SIZE + 1 : SIZE; i < SIZE_END; i++) {
      int value = header[i] & 0xff;
      if (binary) {
        size = (size << 8) | value;
      } else if (value >= '0' && value <= '7') {
        size = (size << 3) | (value - '0');
      }
    }
    return size;
  }
}
