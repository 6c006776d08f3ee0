package dev.fairlead.engine.context;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** A context on its way into an archive, a piece at a time. For one thread at a time. */
final class ContextPacking implements Closeable {

  /** Small files are put together into pieces of about this size. */
  private static final int PIECE = 32 * 1024;

  private final ContextWalk walk;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream(2 * PIECE);
  private final TarArchiveOutputStream tar;
  private final byte[] chunk = new byte[PIECE];
  private @Nullable ContextEntry file;
  private @Nullable InputStream content;
  private long left;
  private boolean finished;

  ContextPacking(ContextWalk walk) {
    this.walk = walk;
    this.tar = new TarArchiveOutputStream(piece, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
  }

  /** The next bytes; none at the end. */
  ByteBuffer next() throws IOException {
    piece.reset();
    while (piece.size() < PIECE && !finished) {
      if (content != null) {
        copy(content);
      } else {
        ContextEntry entry = walk.next();
        if (entry == null) {
          tar.finish();
          finished = true;
        } else {
          begin(entry);
        }
      }
    }
    return ByteBuffer.wrap(piece.toByteArray()).asReadOnlyBuffer();
  }

  private void begin(ContextEntry entry) throws IOException {
    tar.putArchiveEntry(header(entry));
    if (entry.kind() == ContextEntry.Kind.FILE) {
      file = entry;
      left = entry.sizeBytes();
      content = Files.newInputStream(entry.path());
    } else {
      tar.closeArchiveEntry();
    }
  }

  private static TarArchiveEntry header(ContextEntry entry) throws IOException {
    TarArchiveEntry header =
        switch (entry.kind()) {
          case FILE -> new TarArchiveEntry(entry.name());
          case DIRECTORY -> new TarArchiveEntry(entry.name() + "/");
          case LINK -> new TarArchiveEntry(entry.name(), TarConstants.LF_SYMLINK);
          default ->
              throw new IOException(
                  entry.name() + " is neither a file, nor a directory, nor a symbolic link");
        };
    if (entry.kind() == ContextEntry.Kind.LINK) {
      header.setLinkName(Files.readSymbolicLink(entry.path()).toString());
    }
    header.setSize(entry.kind() == ContextEntry.Kind.FILE ? entry.sizeBytes() : 0);
    header.setMode(entry.mode());
    header.setLastModifiedTime(entry.modified());
    header.setIds(0, 0);
    header.setNames("", "");
    return header;
  }

  /** As much as was there when it was looked at: a log may grow meanwhile. */
  private void copy(InputStream from) throws IOException {
    if (left == 0) {
      from.close();
      content = null;
      tar.closeArchiveEntry();
      return;
    }
    int length = from.read(chunk, 0, (int) Math.min(chunk.length, left));
    if (length < 0) {
      throw new IOException((file == null ? "a file" : file.name()) + " became shorter meanwhile");
    }
    tar.write(chunk, 0, length);
    left -= length;
  }

  @Override
  public void close() throws IOException {
    if (content != null) {
      content.close();
    }
  }
}
