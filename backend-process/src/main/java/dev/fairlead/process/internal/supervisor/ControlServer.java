package dev.fairlead.process.internal.supervisor;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Answers clients on a Unix socket. Each connection begins with one line that says what is wanted:
 *
 * <ul>
 *   <li>{@code start}, {@code leave}, {@code signal N}, {@code stop N MILLIS}, {@code pause},
 *       {@code unpause}: one line comes back, and the end of the stream;
 *   <li>{@code watch OFFSET}: a line {@code log SIZE} for each growth of the log past the offset, a
 *       last line {@code end SIZE}, and the end of the stream;
 *   <li>{@code input}: a line {@code ok} or {@code closed}; what the client sends from then on is
 *       standard input.
 * </ul>
 */
final class ControlServer implements Closeable {

  private static final int MAX_LINE_BYTES = 256;

  private final ServerSocketChannel server;
  private final Path socket;
  private final Supervision supervision;
  private final List<Thread> answering = new CopyOnWriteArrayList<>();

  private ControlServer(ServerSocketChannel server, Path socket, Supervision supervision) {
    this.server = server;
    this.socket = socket;
    this.supervision = supervision;
  }

  static ControlServer open(Path socket, Supervision supervision) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket), 128);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    ControlServer control = new ControlServer(server, socket, supervision);
    Thread accepting = new Thread(control::accept, "accept");
    accepting.setDaemon(true);
    accepting.start();
    return control;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread thread = new Thread(() -> serve(client), "client");
        thread.setDaemon(true);
        answering.add(thread);
        thread.start();
      }
    } catch (IOException e) {
      // The server was closed: nobody is let in any more.
      return;
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      answer(client, readLine(client));
    } catch (IOException e) {
      // The client went: whatever it asked for goes on without it.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      answering.remove(Thread.currentThread());
    }
  }

  private void answer(SocketChannel client, String request)
      throws IOException, InterruptedException {
    String[] words = request.split(" ", -1);
    switch (words[0]) {
      case "start":
        writeLine(client, supervision.start());
        break;
      case "leave":
        writeLine(client, supervision.leave());
        break;
      case "watch":
        watch(client, Long.parseLong(words[1]));
        break;
      case "input":
        answering.remove(Thread.currentThread());
        copyInput(client);
        break;
      default:
        writeLine(client, carryOut(words));
    }
  }

  private String carryOut(String[] words) throws InterruptedException {
    try {
      switch (words[0]) {
        case "signal":
          return supervision.signal(Integer.parseInt(words[1]));
        case "stop":
          return supervision.stop(Integer.parseInt(words[1]), Long.parseLong(words[2]));
        case "pause":
          return supervision.pause();
        case "unpause":
          return supervision.unpause();
        default:
          return "error unknown request";
      }
    } catch (IOException e) {
      return "error " + e.getMessage();
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return "error malformed request";
    }
  }

  private void watch(SocketChannel client, long from) throws IOException, InterruptedException {
    long seen = from;
    String line = "";
    while (!line.startsWith("end ")) {
      line = supervision.awaitChange(seen);
      writeLine(client, line);
      seen = Long.parseLong(line.substring(4));
    }
  }

  private void copyInput(SocketChannel client) throws IOException, InterruptedException {
    if (supervision.inputIsClosed()) {
      writeLine(client, "closed");
      return;
    }
    writeLine(client, "ok");
    Optional<OutputStream> input = supervision.awaitInput();
    if (input.isEmpty()) {
      return;
    }
    OutputStream target = input.get();
    try {
      copy(client, target);
    } finally {
      if (supervision.inputEndsWithFirstClient()) {
        closeInput(target);
      }
    }
  }

  /** What a process does not read any more is read and dropped, so that its client can end. */
  private static void copy(SocketChannel client, OutputStream target) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LogFormat.MAX_BYTES);
    boolean broken = false;
    while (client.read(bytes.clear()) >= 0) {
      if (!broken) {
        try {
          target.write(bytes.array(), 0, bytes.position());
          target.flush();
        } catch (IOException e) {
          broken = true;
        }
      }
    }
  }

  private static void closeInput(OutputStream target) {
    try {
      target.close();
    } catch (IOException e) {
      // The process closed its side before.
      return;
    }
  }

  private static String readLine(SocketChannel client) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (line.length() < MAX_LINE_BYTES && client.read(one.clear()) > 0) {
      char next = (char) one.get(0);
      if (next == '\n') {
        return line.toString();
      }
      line.append(next);
    }
    throw new IOException("the request is cut off or too long");
  }

  private static void writeLine(SocketChannel client, String line) throws IOException {
    ByteBuffer bytes =
        StandardCharsets.UTF_8.encode(line.replace('\n', ' ').replace('\r', ' ') + "\n");
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  /** Lets nobody in any more, and gives those who are answered some time to read it. */
  void finish(long millis) throws IOException, InterruptedException {
    Files.deleteIfExists(socket);
    server.close();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (Thread thread : answering) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }
}
