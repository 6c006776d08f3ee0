package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.Home;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.LeakProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The backend on a state directory of its own, for one class of tests. */
final class ProcessSubject implements ContractSubject, AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path home;
  private final Backend backend;

  ProcessSubject() {
    try {
      // From its first channel on the JVM keeps a socket of its own, which is no leak.
      SocketChannel.open(StandardProtocolFamily.UNIX).close();
      home = Files.createTempDirectory("fl-process");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    backend = open(home);
  }

  static Backend open(Path home) {
    return new ProcessBackendProvider()
        .open(
            Endpoint.of(URI.create("process://" + home)),
            BackendOptions.defaults().with(BackendOptions.OPERATION_TIMEOUT, LIMIT))
        .block(LIMIT);
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public String image() {
    return "host";
  }

  @Override
  public List<LeakProbe> leakProbes() {
    return List.of(
        new LeakProbe("open logs and journals", ProcessSubject::openStateFiles),
        new LeakProbe("sockets", ProcessSubject::openSockets));
  }

  /** Living processes of the containers that are there. */
  private long marked() {
    try (Stream<Path> containers = Files.list(home.resolve("containers"))) {
      return containers
          .mapToLong(each -> Processes.withVariable("FAIRLEAD_CONTAINER_ID", name(each)).size())
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static long openStateFiles() {
    return Processes.openFiles()
        .filter(target -> target.matches(".*/containers/[0-9a-f]+/.*"))
        .count();
  }

  private static long openSockets() {
    return Processes.openFiles().filter(target -> target.startsWith("socket:")).count();
  }

  @Override
  public void close() {
    Processes.eventually(
        "all processes of " + home + " have ended",
        () -> marked() == 0 && Processes.matching(home.toString()).isEmpty());
    backend.close().block(LIMIT);
    try {
      Home.deleteTree(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
