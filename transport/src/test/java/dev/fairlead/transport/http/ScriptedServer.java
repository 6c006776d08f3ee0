package dev.fairlead.transport.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that does on each connection what the test says, byte by byte, on a thread of its own.
 */
final class ScriptedServer implements AutoCloseable {

  /** What happens on one connection, which is closed afterwards. */
  interface Script {
    void run(ServerConnection connection) throws Exception;
  }

  private final ServerSocketChannel listening;
  private final HttpAddress address;
  private final Script script;
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<ServerConnection> connections = new CopyOnWriteArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Thread acceptor;

  private ScriptedServer(ServerSocketChannel listening, HttpAddress address, Script script) {
    this.listening = listening;
    this.address = address;
    this.script = script;
    acceptor = new Thread(this::accept, "scripted-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  static ScriptedServer unix(Path socket, Script script) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    return new ScriptedServer(channel, new HttpAddress.Unix(socket), script);
  }

  static ScriptedServer tcp(Script script) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    SocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    channel.bind(any);
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    return new ScriptedServer(channel, new HttpAddress.Tcp("127.0.0.1", port), script);
  }

  HttpAddress address() {
    return address;
  }

  /** How many connections there have been. */
  int accepted() {
    return accepted.get();
  }

  /** What went wrong in scripts, other than the client going away. */
  Queue<Throwable> failures() {
    return failures;
  }

  private void accept() {
    while (listening.isOpen()) {
      try {
        SocketChannel channel = listening.accept();
        accepted.incrementAndGet();
        ServerConnection connection = new ServerConnection(channel);
        connections.add(connection);
        Thread thread = new Thread(() -> run(connection), "scripted-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void run(ServerConnection connection) {
    try (connection) {
      script.run(connection);
    } catch (IOException e) {
      // The client went away, as tests make it do.
    } catch (Exception | AssertionError e) {
      failures.add(e);
    }
  }

  /**
   * Drops every connection and lets nobody in any more; the file of a Unix socket stays. A channel
   * that is closed listens on until the thread that accepts has woken, so that is waited for.
   */
  @Override
  public void close() throws IOException {
    listening.close();
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (ServerConnection connection : connections) {
      connection.close();
    }
  }
}
