package dev.fairlead.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes a Unix socket on to another one, and breaks all connections when told to. */
public final class CuttingProxy implements AutoCloseable {

  private final ServerSocketChannel server;
  private final Path target;
  private final List<SocketChannel> open = new CopyOnWriteArrayList<>();

  public CuttingProxy(Path listen, Path target) throws IOException {
    this.target = target;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(listen));
    thread(this::accept);
  }

  /** Breaks what is open now. */
  public void cut() {
    for (SocketChannel channel : open) {
      close(channel);
    }
    open.clear();
  }

  /** How many connections of clients are open. */
  long connections() {
    return open.stream().filter(SocketChannel::isOpen).count() / 2;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        SocketChannel daemon = SocketChannel.open(UnixDomainSocketAddress.of(target));
        open.add(client);
        open.add(daemon);
        thread(() -> pass(client, daemon));
        thread(() -> pass(daemon, client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void pass(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      close(from);
      close(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
