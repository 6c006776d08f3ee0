package dev.fairlead.app;

import dev.fairlead.app.rehearsal.MadeUpEngine;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Makes the calls that people make most, against an engine that is made up, so that Java sees which
 * classes they need and can lay them out. Changes nothing, and prints nothing.
 */
@Command(name = "__rehearse", hidden = true, description = "Calls that Java is to prepare for.")
final class RehearseCommand implements Callable<Integer> {

  private static final List<List<String>> CALLS =
      List.of(
          List.of("ps"),
          List.of("ps", "-a", "--no-trunc"),
          List.of("image", "ls"),
          List.of("volume", "ls"),
          List.of("network", "ls"),
          List.of("logs", "one"));

  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("fairlead");
    Path socket = directory.resolve("engine.sock");
    try (MadeUpEngine engine = MadeUpEngine.at(socket)) {
      int worst = ExitCodes.OK;
      for (List<String> call : CALLS) {
        worst = Math.max(worst, Main.run(terminal(directory, engine), call.toArray(String[]::new)));
      }
      return worst;
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(directory);
    }
  }

  private static Terminal terminal(Path home, MadeUpEngine engine) {
    ProbeContext machine = ProbeContext.ofThisMachine();
    return new Terminal(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        new ProbeContext(
            Map.of("HOME", home.toString(), "DOCKER_HOST", engine.host()),
            home,
            machine.operatingSystem(),
            Optional.empty(),
            machine.deadline(),
            machine.fileSystemRoot()),
        home,
        ScreenWidth::ofStandardOutput,
        Optional::empty);
  }
}
