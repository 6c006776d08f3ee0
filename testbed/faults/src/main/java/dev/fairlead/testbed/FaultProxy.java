package dev.fairlead.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A Unix socket, or a port of loopback, between a client and a daemon that fails as a test says, by
 * a {@link Course} for each direction of each connection or on command. Otherwise it hands bytes on
 * as they come, half-closes too, and never reads ahead of the reader. May be used by several
 * threads.
 */
public final class FaultProxy implements AutoCloseable {

  private final SocketAddress target;
  private final Crew crew = new Crew("fault-proxy");
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile IntFunction<Course> toClient = connection -> Course.clear();
  private volatile IntFunction<Course> toDaemon = connection -> Course.clear();
  private volatile boolean mute;
  private volatile boolean closed;
  private ServerSocketChannel server;

  /** Opens once the thread that accepts has left {@link #server}. */
  private CountDownLatch left = new CountDownLatch(0);

  /** Where clients connect; a port that is chosen at first stays the same. */
  private SocketAddress here;

  private FaultProxy(SocketAddress here, SocketAddress target) throws IOException {
    this.here = here;
    this.target = target;
    this.server = open();
  }

  /**
   * Listens until it is closed.
   *
   * @param path where clients connect
   * @param target where the daemon listens
   * @return the proxy
   * @throws IOException if the path cannot be a socket
   */
  public static FaultProxy between(Path path, Path target) throws IOException {
    return new FaultProxy(UnixDomainSocketAddress.of(path), UnixDomainSocketAddress.of(target));
  }

  /**
   * Listens on a free port of loopback until it is closed.
   *
   * @param target where the daemon listens
   * @return the proxy
   * @throws IOException if there is no free port
   */
  public static FaultProxy onLoopback(InetSocketAddress target) throws IOException {
    return new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target);
  }

  /**
   * The port of a proxy {@link #onLoopback}.
   *
   * @return the port
   */
  public int port() {
    return ((InetSocketAddress) here).getPort();
  }

  /**
   * Says what becomes of what the daemon sends.
   *
   * @param courses a course for each connection that is opened from now on, by its number
   * @return this proxy
   */
  public FaultProxy toClient(IntFunction<Course> courses) {
    toClient = courses;
    return this;
  }

  /**
   * Says what becomes of what the client sends.
   *
   * @param courses a course for each connection that is opened from now on, by its number
   * @return this proxy
   */
  public FaultProxy toDaemon(IntFunction<Course> courses) {
    toDaemon = courses;
    return this;
  }

  /** Breaks all connections that are open now; new ones can be made. */
  public void cut() {
    links.forEach(Link::close);
  }

  /** From now on everything is taken and nothing handed on, in new connections neither. */
  public void mute() {
    mute = true;
  }

  /**
   * Stops to listen: who connects from now on is refused, as by a daemon that has ended. A channel
   * that is closed while a thread is in {@code accept} listens on until that thread has woken, so
   * it is waited for.
   *
   * @throws IOException if the socket cannot be closed
   */
  public synchronized void refuse() throws IOException {
    server.close();
    crew.await(left);
  }

  /**
   * Listens again after {@link #refuse}.
   *
   * @throws IOException if the path cannot be a socket, or the port is taken
   */
  public synchronized void listen() throws IOException {
    if (!server.isOpen()) {
      if (here instanceof UnixDomainSocketAddress file) {
        Files.deleteIfExists(file.getPath());
      }
      server = open();
    }
  }

  /**
   * Counts the connections that are open.
   *
   * @return how many, each with its two ends
   */
  public int connections() {
    return links.size();
  }

  /**
   * Counts the connections that were made.
   *
   * @return how many since the beginning
   */
  public int accepted() {
    return accepted.get();
  }

  private ServerSocketChannel open() throws IOException {
    ServerSocketChannel opened =
        here instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    opened.bind(here);
    here = opened.getLocalAddress();
    CountDownLatch done = new CountDownLatch(1);
    left = done;
    crew.start(
        () -> {
          accept(opened);
          done.countDown();
        });
    return opened;
  }

  private void accept(ServerSocketChannel listening) {
    while (listening.isOpen()) {
      try {
        link(listening.accept());
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** A daemon that is away closes the connection of the client, and not the proxy. */
  private void link(SocketChannel client) throws IOException {
    SocketChannel daemon;
    try {
      daemon = SocketChannel.open(target);
    } catch (IOException away) {
      client.close();
      return;
    }
    int number = accepted.getAndIncrement();
    Link link =
        new Link(client, daemon, toClient.apply(number), toDaemon.apply(number), () -> mute);
    links.add(link);
    link.run(crew, () -> links.remove(link));
    if (closed) {
      // Closing may have overlooked it.
      link.close();
    }
  }

  /** Closes all connections and waits for its threads. */
  @Override
  public void close() throws IOException {
    closed = true;
    synchronized (this) {
      server.close();
    }
    cut();
    crew.dismiss();
  }
}
