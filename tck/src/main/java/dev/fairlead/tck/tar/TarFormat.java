package dev.fairlead.tck.tar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Archives in the form that every reader knows (POSIX.1-2017, pax, "ustar Interchange Format"), as
 * far as a test needs it: names of up to 100 bytes, of what is longer only the rest.
 */
public final class TarFormat {

  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int MODE = 100;
  private static final int SIZE = 124;
  private static final int TIME = 136;
  private static final int CHECKSUM = 148;
  private static final int KIND = 156;
  private static final int LINK = 157;
  private static final int MAGIC = 257;

  private TarFormat() {}

  /**
   * Writes an archive.
   *
   * @param items its entries
   * @return the archive, read-only
   */
  public static ByteBuffer write(List<TarItem> items) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    for (TarItem item : items) {
      archive.writeBytes(header(item));
      byte[] content = new byte[item.content().remaining()];
      item.content().get(content);
      archive.writeBytes(content);
      archive.writeBytes(new byte[padding(content.length)]);
    }
    archive.writeBytes(new byte[2 * BLOCK]);
    return ByteBuffer.wrap(archive.toByteArray()).asReadOnlyBuffer();
  }

  private static byte[] header(TarItem item) {
    byte[] header = new byte[BLOCK];
    boolean directory = item.kind() == TarItem.Kind.DIRECTORY;
    text(header, 0, item.name() + (directory ? "/" : ""));
    octal(header, MODE, 8, item.mode());
    octal(header, MODE + 8, 8, 0);
    octal(header, MODE + 16, 8, 0);
    octal(header, SIZE, 12, item.content().remaining());
    octal(header, TIME, 12, item.modifiedSeconds());
    header[KIND] = (byte) (directory ? '5' : item.kind() == TarItem.Kind.LINK ? '2' : '0');
    text(header, LINK, item.link());
    text(header, MAGIC, "ustar\000" + "00");
    Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xFF;
    }
    octal(header, CHECKSUM, 7, sum);
    return header;
  }

  private static void text(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > NAME_LENGTH) {
      throw new IllegalArgumentException("a name has at most 100 bytes: " + text);
    }
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static void octal(byte[] header, int at, int length, long value) {
    String digits = Long.toOctalString(value);
    text(header, at, "0".repeat(length - 1 - digits.length()) + digits + "\000");
  }

  private static int padding(int length) {
    return (BLOCK - length % BLOCK) % BLOCK;
  }

  /**
   * Reads an archive.
   *
   * @param archive all its bytes
   * @return its entries; headers that only extend others are left out
   * @throws IllegalArgumentException if it is not whole
   */
  public static List<TarItem> read(ByteBuffer archive) {
    ByteBuffer left = archive.duplicate();
    List<TarItem> items = new ArrayList<>();
    while (left.remaining() >= BLOCK) {
      byte[] header = new byte[BLOCK];
      left.get(header);
      if (header[0] == 0) {
        return items;
      }
      int size = (int) number(header, SIZE, 12);
      if (left.remaining() < size + padding(size)) {
        break;
      }
      ByteBuffer content = left.slice().limit(size);
      left.position(left.position() + size + padding(size));
      if (header[KIND] != 'x' && header[KIND] != 'g' && header[KIND] != 'L') {
        items.add(item(header, content));
      }
    }
    throw new IllegalArgumentException(
        "the archive of " + archive.remaining() + " bytes is not whole");
  }

  private static TarItem item(byte[] header, ByteBuffer content) {
    String name = text(header, 0).replaceFirst("/+$", "");
    return new TarItem(
        name,
        kind(header[KIND]),
        (int) number(header, MODE, 8) & 07777,
        number(header, TIME, 12),
        text(header, LINK),
        content);
  }

  private static TarItem.Kind kind(byte flag) {
    switch (flag) {
      case '0', 0:
        return TarItem.Kind.FILE;
      case '5':
        return TarItem.Kind.DIRECTORY;
      case '2':
        return TarItem.Kind.LINK;
      default:
        return TarItem.Kind.OTHER;
    }
  }

  private static String text(byte[] header, int at) {
    int end = at;
    while (end < at + NAME_LENGTH && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }

  private static long number(byte[] header, int at, int length) {
    String digits =
        new String(header, at, length, StandardCharsets.US_ASCII).replaceAll("[^0-7]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }
}
