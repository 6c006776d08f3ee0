package dev.fairlead.process.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitJournalTest {

  private static final ExitJournal.Entry FIRST =
      new ExitJournal.Entry(1, 0, Instant.ofEpochSecond(5, 7));
  private static final ExitJournal.Entry SECOND =
      new ExitJournal.Entry(2, 255, Instant.ofEpochSecond(6));

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void create() throws IOException {
    file = Files.createFile(directory.resolve(ExitJournal.FILE));
  }

  private List<ExitJournal.Entry> read() throws IOException {
    try (RandomAccessFile journal = new RandomAccessFile(file.toFile(), "r")) {
      return ExitJournal.read(journal);
    }
  }

  @Test
  void endsComeBackInOrder() throws IOException {
    assertThat(read()).isEmpty();
    ExitJournal.append(file, FIRST);
    ExitJournal.append(file, SECOND);
    assertThat(read()).containsExactly(FIRST, SECOND);
  }

  @Test
  void anEndThatWasCutOffIsNoEndAndIsReplacedByTheNext() throws IOException {
    ExitJournal.append(file, FIRST);
    Files.writeString(file, "2 0", StandardOpenOption.APPEND);
    assertThat(read()).containsExactly(FIRST);
    ExitJournal.append(file, SECOND);
    assertThat(read()).containsExactly(FIRST, SECOND);
  }

  @Test
  void aLineThatIsNoEndIsAnError() throws IOException {
    Files.writeString(file, "rubbish\n");
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
  }

  @Test
  void whoHasItOpenReadsItAfterItsRemoval() throws IOException {
    try (RandomAccessFile journal = new RandomAccessFile(file.toFile(), "r")) {
      ExitJournal.append(file, FIRST);
      Files.delete(file);
      assertThat(ExitJournal.read(journal)).containsExactly(FIRST);
    }
  }
}
