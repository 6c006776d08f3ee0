package dev.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A Unix socket on which something other than a daemon listens: as rude as a test wants it. */
public final class SocketServer implements AutoCloseable {

  /** What happens to one connection. */
  public interface Behaviour {
    /**
     * Serves it; it is closed afterwards.
     *
     * @param channel the connection, blocking
     * @throws IOException if the client went first
     */
    void serve(SocketChannel channel) throws IOException;
  }

  private final ServerSocketChannel server;
  private final Behaviour behaviour;
  private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
  private final CountDownLatch accepted = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final Thread acceptor;

  private SocketServer(Path path, Behaviour behaviour) throws IOException {
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.behaviour = behaviour;
    server.bind(UnixDomainSocketAddress.of(path));
    acceptor = start(this::accept);
  }

  /**
   * Listens until it is closed.
   *
   * @param path where
   * @param behaviour what happens to each connection
   * @return the server
   * @throws IOException if the path cannot be a socket
   */
  public static SocketServer at(Path path, Behaviour behaviour) throws IOException {
    return new SocketServer(path, behaviour);
  }

  /**
   * Accepts, reads, and never says a word.
   *
   * @return the behaviour
   */
  public static Behaviour silent() {
    return channel -> {
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      int read = 0;
      while (read >= 0) {
        read = channel.read(buffer.clear());
      }
    };
  }

  /**
   * Closes with the request unread, which the client sees as a reset.
   *
   * @return the behaviour
   */
  public static Behaviour resetting() {
    return channel -> {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one);
    };
  }

  /**
   * Says the same to everybody, whatever was asked, and closes.
   *
   * @param text what is said
   * @return the behaviour
   */
  public static Behaviour saying(String text) {
    return channel -> {
      request(channel);
      write(channel, text);
    };
  }

  /**
   * Answers requests, one after the other, by their path without a query; others with 404.
   *
   * @param answers whole HTTP answers by path
   * @return the behaviour
   */
  public static Behaviour answering(Map<String, String> answers) {
    String nothing = http(404, "", "{\"message\":\"page not found\"}");
    return answering(target -> answers.getOrDefault(target.replaceFirst("\\?.*", ""), nothing));
  }

  /**
   * Answers requests, one after the other.
   *
   * @param answers a whole HTTP answer for each path with its query
   * @return the behaviour
   */
  public static Behaviour answering(UnaryOperator<String> answers) {
    return channel -> {
      for (String path = request(channel); path != null; path = request(channel)) {
        write(channel, answers.apply(path));
      }
    };
  }

  /**
   * Writes an HTTP answer.
   *
   * @param status its status
   * @param headers its headers, each with its line end; the length is added
   * @param body its body
   * @return the answer
   */
  public static String http(int status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + " Some Words\r\n"
        + headers
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /**
   * Tells of the first connection.
   *
   * @return counted down when it was accepted
   */
  public CountDownLatch accepted() {
    return accepted;
  }

  /**
   * Tells of the end of the first connection that ended.
   *
   * @return counted down when its client has gone, or it was served
   */
  public CountDownLatch gone() {
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
    } catch (ClosedChannelException e) {
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

  private static @Nullable String request(SocketChannel channel) throws IOException {
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

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "socket-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Ends all connections, and lets nobody in any more once it returns: a channel that is closed
   * listens on until the thread that accepts has woken.
   */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
