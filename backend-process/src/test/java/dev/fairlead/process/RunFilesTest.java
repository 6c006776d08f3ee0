package dev.fairlead.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.process.internal.supervisor.ExitJournal;
import dev.fairlead.process.internal.supervisor.LogFormat;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A named pipe stands in for the log, as opening one lasts until somebody writes to it. */
class RunFilesTest {

  @TempDir Path directory;

  @BeforeEach
  void layOut() throws Exception {
    assumeTrue(Processes.visible(), "open files are read from /proc");
    Files.createFile(directory.resolve(ExitJournal.FILE));
    int made =
        new ProcessBuilder("mkfifo", directory.resolve(LogFormat.FILE).toString())
            .start()
            .waitFor();
    assumeTrue(made == 0, "mkfifo makes named pipes");
  }

  @Test
  void whatIsBeingOpenedAtTheCancellationIsClosed() throws Exception {
    Disposable opening =
        RunFiles.during(directory, IllegalStateException::new, files -> Mono.never()).subscribe();
    Processes.eventually("the journal is open, the log is on its way", () -> open() == 1);
    opening.dispose();
    try (OutputStream writer = Files.newOutputStream(directory.resolve(LogFormat.FILE))) {
      writer.flush();
      Processes.eventually("only this test holds a file open", () -> open() == 1);
    }
    Processes.eventually("nothing is open", () -> open() == 0);
  }

  @Test
  void aResultThatTakesThemKeepsThemOpen() throws Exception {
    Mono<RunFiles> handed =
        RunFiles.handedTo(directory, IllegalStateException::new, Mono::just).cache();
    Disposable opening = handed.subscribe();
    try (OutputStream writer = Files.newOutputStream(directory.resolve(LogFormat.FILE))) {
      writer.flush();
      RunFiles files = handed.block();
      Processes.eventually("log, journal and the writer's end are open", () -> open() == 3);
      files.close().block();
      Processes.eventually("only this test holds a file open", () -> open() == 1);
    } finally {
      opening.dispose();
    }
  }

  private long open() {
    return Processes.openFiles().filter(file -> file.startsWith(directory.toString())).count();
  }
}
