package dev.fairlead.tck.tar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One entry of an archive.
 *
 * @param name its name, without a slash at its end
 * @param kind what it is
 * @param mode its permission bits
 * @param modifiedSeconds when it was changed, in seconds since 1970
 * @param link where a link leads to; empty for anything else
 * @param content the bytes of a file, read-only; empty for anything else
 */
public record TarItem(
    String name, Kind kind, int mode, long modifiedSeconds, String link, ByteBuffer content) {

  /** What an entry is. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    LINK,
    /** Anything else. */
    OTHER
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** Checks, and makes the content read-only. */
  public TarItem {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(link, "link");
    content = content.asReadOnlyBuffer();
  }

  /**
   * A file.
   *
   * @param name its name
   * @param mode its permission bits
   * @param modifiedSeconds when it was changed
   * @param content its bytes
   * @return the entry
   */
  public static TarItem file(String name, int mode, long modifiedSeconds, byte[] content) {
    return new TarItem(name, Kind.FILE, mode, modifiedSeconds, "", ByteBuffer.wrap(content));
  }

  /**
   * A directory.
   *
   * @param name its name
   * @param mode its permission bits
   * @param modifiedSeconds when it was changed
   * @return the entry
   */
  public static TarItem directory(String name, int mode, long modifiedSeconds) {
    return new TarItem(name, Kind.DIRECTORY, mode, modifiedSeconds, "", NOTHING);
  }

  /**
   * A symbolic link.
   *
   * @param name its name
   * @param target where it leads to
   * @return the entry
   */
  public static TarItem link(String name, String target) {
    return new TarItem(name, Kind.LINK, 0777, 0, target, NOTHING);
  }

  /**
   * The same under another name.
   *
   * @param other the name
   * @return a copy
   */
  public TarItem named(String other) {
    return new TarItem(other, kind, mode, modifiedSeconds, link, content);
  }

  /**
   * A view of the content, to be read once.
   *
   * @return the bytes from the first to the last
   */
  @Override
  public ByteBuffer content() {
    return content.duplicate();
  }

  /**
   * The content as text.
   *
   * @return one character for each byte
   */
  public String text() {
    return StandardCharsets.ISO_8859_1.decode(content()).toString();
  }
}
