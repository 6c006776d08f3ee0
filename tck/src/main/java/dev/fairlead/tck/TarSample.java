package dev.fairlead.tck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A small tar archive in memory, as much of the format (POSIX.1-2017, pax, "ustar Interchange
 * Format") as the kit needs: regular files with short names, and what real archives have besides is
 * passed over. Immutable.
 */
public final class TarSample {

  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SUM_AT = 148;
  private static final int TYPE_AT = 156;

  private final Map<String, String> files;

  private TarSample(Map<String, String> files) {
    this.files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /**
   * An archive of text files.
   *
   * @param files content by path, in the order in which they are packed; a path has at most 100
   *     characters
   * @return the archive
   */
  public static TarSample of(Map<String, String> files) {
    files
        .keySet()
        .forEach(
            path -> {
              if (path.isEmpty() || path.length() > NAME) {
                throw new IllegalArgumentException("the path '" + path + "' is too long or empty");
              }
            });
    return new TarSample(files);
  }

  /**
   * The regular files of an archive.
   *
   * @param archive all of its bytes
   * @return the files, their bytes taken as UTF-8
   * @throws IllegalArgumentException if it is no whole archive
   */
  public static TarSample read(byte[] archive) {
    if (!isWhole(archive)) {
      throw new IllegalArgumentException("no whole archive: " + archive.length + " bytes");
    }
    Map<String, String> files = new LinkedHashMap<>();
    int at = 0;
    while (at + BLOCK <= archive.length && archive[at] != 0) {
      long size = octal(archive, at + SIZE_AT, 12);
      char type = (char) archive[at + TYPE_AT];
      if (size < 0 || at + BLOCK + size > archive.length) {
        throw new IllegalArgumentException("an entry reaches beyond the end of the archive");
      }
      if (type == '0' || type == 0) {
        files.put(
            text(archive, at, NAME),
            new String(archive, at + BLOCK, (int) size, StandardCharsets.UTF_8));
      }
      at += BLOCK + (int) ((size + BLOCK - 1) / BLOCK) * BLOCK;
    }
    return new TarSample(files);
  }

  /**
   * Whether bytes end as an archive must: on a full block, with two that are all zero.
   *
   * @param archive the bytes
   * @return false for an archive that was cut
   */
  public static boolean isWhole(byte[] archive) {
    if (archive.length < 2 * BLOCK || archive.length % BLOCK != 0) {
      return false;
    }
    for (int i = archive.length - 2 * BLOCK; i < archive.length; i++) {
      if (archive[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The files.
   *
   * @return content by path, in order
   */
  public Map<String, String> files() {
    return files;
  }

  /**
   * The archive.
   *
   * @return its bytes, read-only
   */
  public ByteBuffer bytes() {
    int length = 2 * BLOCK;
    for (String content : files.values()) {
      length += BLOCK + (utf8(content).length + BLOCK - 1) / BLOCK * BLOCK;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    files.forEach(
        (path, content) -> {
          byte[] bytes = utf8(content);
          out.put(header(path, bytes.length)).put(bytes);
          out.position((out.position() + BLOCK - 1) / BLOCK * BLOCK);
        });
    return out.rewind().asReadOnlyBuffer();
  }

  private static byte[] header(String path, int size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, path);
    put(header, NAME, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, SIZE_AT, String.format("%011o\0%011o\0", size, 0));
    put(header, SUM_AT, "        0");
    put(header, TYPE_AT + 101, "ustar\0" + "00");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, SUM_AT, String.format("%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = utf8(text);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] bytes, int from, int length) {
    String digits = text(bytes, from, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("an entry has no size", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TarSample that && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return Objects.hash(files);
  }

  @Override
  public String toString() {
    return "TarSample" + files.keySet();
  }
}
