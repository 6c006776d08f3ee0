package dev.fairlead.process.internal.supervisor;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The ends of a container's runs, one line each, only ever appended to. Who has it open can read it
 * to the end even when the container has been removed, so that an end is never missed.
 */
public final class ExitJournal {

  /** Name of the file. */
  public static final String FILE = "exits";

  private static final String TERMINATOR = ".";

  private ExitJournal() {}

  /**
   * One observed end.
   *
   * @param run number of the run
   * @param code 0 to 255
   * @param at when
   */
  public record Entry(long run, int code, Instant at) {}

  /**
   * Reads all whole lines. One that was cut off by a crash is not there: that end was never told to
   * anybody. Not by a channel, which an interrupt would close for all of its readers.
   *
   * @param journal an open journal, to be used by one thread at a time
   * @return the ends in order
   * @throws IOException if it cannot be read, or holds something else
   */
  public static List<Entry> read(RandomAccessFile journal) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(journal.length())];
    journal.seek(0);
    journal.readFully(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<Entry> entries = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        break;
      }
      entries.add(parse(text.substring(start, end)));
      start = end + 1;
    }
    return entries;
  }

  /**
   * Appends an end, durably: when this returns, it is on the disk.
   *
   * @param file the journal
   * @param entry the end
   * @throws IOException if it cannot be written
   */
  static void append(Path file, Entry entry) throws IOException {
    String line =
        entry.run() + " " + entry.code() + " " + Fields.text(entry.at()) + " " + TERMINATOR + "\n";
    try (FileChannel journal =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      journal.truncate(wholeLines(journal));
      journal.position(journal.size());
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        journal.write(bytes);
      }
      journal.force(true);
    }
  }

  private static long wholeLines(FileChannel journal) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long at = journal.size() - 1; at >= 0; at--) {
      one.clear();
      journal.read(one, at);
      if (one.get(0) == '\n') {
        return at + 1;
      }
    }
    return 0;
  }

  private static Entry parse(String line) throws IOException {
    String[] parts = line.split(" ", -1);
    try {
      if (parts.length == 4 && parts[3].equals(TERMINATOR)) {
        return new Entry(
            Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Fields.instantOf(parts[2]));
      }
    } catch (NumberFormatException e) {
      throw new IOException("the journal of exits has a malformed line", e);
    }
    throw new IOException("the journal of exits has a malformed line");
  }
}
