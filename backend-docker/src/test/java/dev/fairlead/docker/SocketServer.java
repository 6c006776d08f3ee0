package dev.fairlead.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A Unix socket on which something other than a daemon listens: as rude as a test wants it. */
final class SocketServer implements AutoCloseable {

  /** What happens to one connection. */
  interface Behaviour {
    void serve(SocketChannel channel) throws IOException;
  }

  private final ServerSocketChannel server;
  private final Behaviour behaviour;
  private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
  private final CountDownLatch accepted = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);

  private SocketServer(Path path, Behaviour behaviour) throws IOException {
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.behaviour = behaviour;
    server.bind(UnixDomainSocketAddress.of(path));
    start(this::accept);
  }

  static SocketServer at(Path path, Behaviour behaviour) throws IOException {
    return new SocketServer(path, behaviour);
  }

  /** Accepts, reads, and never says a word. */
  static Behaviour silent() {
    return channel -> {
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      int read = 0;
      while (read >= 0) {
        read = channel.read(buffer.clear());
      }
    };
  }

  /** Closes with the request unread, which the client sees as a reset. */
  static Behaviour resetting() {
    return channel -> {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one);
    };
  }

  /** Says the same to everybody, whatever was asked. */
  static Behaviour saying(String text) {
    return channel -> {
      request(channel);
      write(channel, text);
    };
  }

  /** Answers requests by their path; others with 404. */
  static Behaviour answering(Map<String, String> answers) {
    return channel -> {
      for (String path = request(channel); path != null; path = request(channel)) {
        write(
            channel, answers.getOrDefault(path, http(404, "", "{\"message\":\"page not found\"}")));
      }
    };
  }

  static String http(int status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + " Some Words\r\n"
        + headers
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  CountDownLatch accepted() {
    return accepted;
  }

  /** Counted down when the client of a connection has gone. */
  CountDownLatch gone() {
    return gone;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        channels.add(channel);
        accepted.countDown();
        start(() -> serve(channel));
      }
    } catch (AsynchronousCloseException e) {
      // The end of the test.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      behaviour.serve(channel);
    } catch (IOException e) {
      // The client went first.
      return;
    } finally {
      gone.countDown();
    }
  }

  private static String request(SocketChannel channel) throws IOException {
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      if (channel.read(one.clear()) < 0) {
        return null;
      }
      head.append((char) one.get(0));
    }
    return head.substring(head.indexOf(" ") + 1, head.indexOf(" HTTP/"));
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "socket-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
