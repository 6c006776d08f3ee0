package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.process.internal.supervisor.LogScanner;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSelectionTest {

  @TempDir Path directory;

  private final List<LogScanner.Entry> entries = new ArrayList<>();

  private void out(long second, String text) {
    entries.add(entry((byte) 1, second, text));
  }

  private void err(long second, String text) {
    entries.add(entry((byte) 2, second, text));
  }

  private static LogScanner.Entry entry(byte stream, long second, String text) {
    return new LogScanner.Entry(
        stream,
        second * 1_000_000_000,
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer());
  }

  private String selected(LogOptions options) throws IOException {
    Path file = directory.resolve("log");
    ByteBuffer bytes = ByteBuffer.allocate(10_000);
    for (LogScanner.Entry each : entries) {
      bytes.put(each.stream()).putLong(each.timeNanos()).putInt(each.bytes().remaining());
      bytes.put(each.bytes().duplicate());
    }
    bytes.flip();
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(bytes);
      LogSelection selection = LogSelection.prepare(options, channel, Files.size(file));
      StringBuilder text = new StringBuilder();
      for (LogScanner.Entry each : entries) {
        for (OutputFrame frame : selection.select(each)) {
          text.append(frame.stream() == StandardStream.STDERR ? "!" : "").append(frame.text());
        }
      }
      return text.toString();
    }
  }

  @Test
  void lastLinesAreCountedInTheOrderInWhichTheyBegin() throws IOException {
    out(1, "a\nb");
    err(2, "x\n");
    out(3, "b\nc");
    assertThat(selected(LogOptions.all().withTail(9))).isEqualTo("a\nb!x\nb\nc");
    assertThat(selected(LogOptions.all().withTail(3))).isEqualTo("b!x\nb\nc");
    assertThat(selected(LogOptions.all().withTail(2))).isEqualTo("!x\nc");
    assertThat(selected(LogOptions.all().withTail(1))).isEqualTo("c");
    assertThat(selected(LogOptions.all().withTail(0))).isEmpty();
  }

  @Test
  void lastLinesCountWithinTheWantedStreamAndTime() throws IOException {
    out(1, "a\n");
    err(2, "x\ny\n");
    out(3, "b\nc\n");
    out(9, "late\n");
    LogOptions until = LogOptions.all().withUntil(Instant.ofEpochSecond(5));
    assertThat(selected(until.withTail(1))).isEqualTo("c\n");
    assertThat(selected(until.withStreams(StandardStream.STDERR).withTail(1))).isEqualTo("!y\n");
    assertThat(selected(LogOptions.all().withSince(Instant.ofEpochSecond(3)).withTail(2)))
        .isEqualTo("c\nlate\n");
  }

  @Test
  void bothEndsOfARangeBelongToIt() throws IOException {
    out(1, "a");
    out(2, "b");
    out(3, "c");
    out(4, "d");
    assertThat(
            selected(
                LogOptions.all()
                    .withSince(Instant.ofEpochSecond(2))
                    .withUntil(Instant.ofEpochSecond(3))))
        .isEqualTo("bc");
  }
}
