package dev.fairlead.process.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogScannerTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void create() throws IOException {
    file = Files.createFile(directory.resolve(LogFormat.FILE));
  }

  private static void append(LogWriter log, byte stream, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    log.append(stream, bytes, bytes.length);
  }

  @Test
  void recordsOfAllSizesComeBack() throws IOException {
    Random random = new Random(3);
    try (LogWriter log = LogWriter.open(file, () -> {})) {
      for (int i = 0; i < 300; i++) {
        byte[] bytes = new byte[i % 50 == 0 ? LogFormat.MAX_BYTES : random.nextInt(5000)];
        random.nextBytes(bytes);
        log.append(i % 2 == 0 ? LogFormat.STDOUT : LogFormat.STDERR, bytes, bytes.length);
      }
      Random again = new Random(3);
      try (FileChannel channel = FileChannel.open(file)) {
        LogScanner scanner = new LogScanner(channel, 0);
        long lastTime = 0;
        for (int i = 0; i < 300; i++) {
          byte[] bytes = new byte[i % 50 == 0 ? LogFormat.MAX_BYTES : again.nextInt(5000)];
          again.nextBytes(bytes);
          LogScanner.Entry entry = scanner.next(log.size());
          assertThat(entry.bytes()).isEqualTo(ByteBuffer.wrap(bytes));
          assertThat(entry.timeNanos()).isGreaterThanOrEqualTo(lastTime);
          lastTime = entry.timeNanos();
        }
        assertThat(scanner.next(log.size())).isNull();
        assertThat(scanner.position()).isEqualTo(log.size());
      }
    }
  }

  @Test
  void aRecordThatWasCutOffIsNotThere() throws IOException {
    try (LogWriter log = LogWriter.open(file, () -> {})) {
      append(log, LogFormat.STDOUT, "whole");
      append(log, LogFormat.STDOUT, "cut off");
    }
    long whole = LogFormat.HEADER_BYTES + 5;
    for (long size = whole; size < Files.size(file); size++) {
      try (FileChannel channel = FileChannel.open(file)) {
        LogScanner scanner = new LogScanner(channel, 0);
        assertThat(scanner.next(size)).isNotNull();
        assertThat(scanner.next(size)).as("at %d bytes", size).isNull();
        assertThat(scanner.position()).isEqualTo(whole);
      }
    }
  }

  @Test
  void itGoesOnWhereTheFileGrew() throws IOException {
    try (LogWriter log = LogWriter.open(file, () -> {});
        FileChannel channel = FileChannel.open(file)) {
      LogScanner scanner = new LogScanner(channel, 0);
      assertThat(scanner.next(log.size())).isNull();
      append(log, LogFormat.STDOUT, "one");
      assertThat(scanner.next(log.size())).isNotNull();
      append(log, LogFormat.STDERR, "two");
      assertThat(scanner.next(log.size()).stream()).isEqualTo(LogFormat.STDERR);
    }
  }

  @Test
  void somethingElseIsAnError() throws IOException {
    Files.writeString(file, "this is not a log at all");
    try (FileChannel channel = FileChannel.open(file)) {
      LogScanner scanner = new LogScanner(channel, 0);
      assertThatThrownBy(() -> scanner.next(Files.size(file))).isInstanceOf(IOException.class);
    }
  }
}
