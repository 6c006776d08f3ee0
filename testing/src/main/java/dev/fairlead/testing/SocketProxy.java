package dev.fairlead.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Unix socket between a client and a daemon that fails when a test wants it to. It hands on bytes
 * in both directions as they come, half-closes too, and never reads ahead of the reader.
 */
public final class SocketProxy implements AutoCloseable {

  private static final int CHUNK_BYTES = 16 << 10;

  private final ServerSocketChannel server;
  private final Path target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile boolean mute;

  private SocketProxy(Path path, Path target) throws IOException {
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.target = target;
    server.bind(UnixDomainSocketAddress.of(path));
    start(this::accept);
  }

  /**
   * Listens until it is closed.
   *
   * @param path where clients connect
   * @param target where the daemon listens
   * @return the proxy
   * @throws IOException if the path cannot be a socket
   */
  public static SocketProxy between(Path path, Path target) throws IOException {
    return new SocketProxy(path, target);
  }

  /** Breaks all connections that are open now; new ones can be made. */
  public void cut() {
    links.forEach(Link::close);
  }

  /** From now on nothing is handed on any more, in new connections neither; none is closed. */
  public void mute() {
    mute = true;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Link link = new Link(client, SocketChannel.open(UnixDomainSocketAddress.of(target)));
        links.add(link);
        start(() -> link.pump(link.client, link.daemon));
        start(() -> link.pump(link.daemon, link.client));
      }
    } catch (IOException e) {
      // The end of the test, or of the daemon: clients see their connections end.
      cut();
    }
  }

  /** One client's connection and the one to the daemon that belongs to it. */
  private final class Link {

    private final SocketChannel client;
    private final SocketChannel daemon;
    private int ended;

    Link(SocketChannel client, SocketChannel daemon) {
      this.client = client;
      this.daemon = daemon;
    }

    void pump(SocketChannel from, SocketChannel to) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      try {
        while (from.read(chunk.clear()) >= 0) {
          chunk.flip();
          while (!mute && chunk.hasRemaining()) {
            to.write(chunk);
          }
        }
        to.shutdownOutput();
        endOne();
      } catch (IOException e) {
        close();
      }
    }

    private synchronized void endOne() {
      ended++;
      if (ended == 2) {
        close();
      }
    }

    void close() {
      links.remove(this);
      quietly(client);
      quietly(daemon);
    }
  }

  private static void quietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket could not be closed", e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "socket-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
