package dev.fairlead.core.forward;

import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.PortInUseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.MonoSink;
import reactor.util.Loggers;

/** Listening on an address of this machine, and what it means that this fails. */
final class LocalAddress {

  private static final int BACKLOG = 128;

  private LocalAddress() {}

  static ServerSocketChannel listen(String backend, PortBinding wanted) {
    if (wanted.protocol() != PortProtocol.TCP) {
      throw new InvalidSpecException(
          context(backend, wanted), "only TCP can be forwarded to a container", null);
    }
    ServerSocketChannel listener = null;
    try {
      InetAddress address =
          InetAddress.getByName(wanted.hostAddress().orElse(PortForward.LOOPBACK));
      listener = ServerSocketChannel.open();
      // Connections of an earlier listener that are on their way out do not hold the port.
      listener.configureBlocking(false);
      return listener
          .setOption(StandardSocketOptions.SO_REUSEADDR, true)
          .bind(new InetSocketAddress(address, wanted.hostPort().orElse(0)), BACKLOG);
    } catch (IOException e) {
      if (listener != null) {
        close(listener);
      }
      throw unusable(backend, wanted, e);
    }
  }

  /** By the words of the operating system: Java has one class for all of them. */
  static ContainerException unusable(String backend, PortBinding wanted, IOException cause) {
    String said = String.valueOf(cause.getMessage());
    String words = said.toLowerCase(Locale.ROOT);
    ErrorContext context = context(backend, wanted);
    if (words.contains("in use")) {
      return new PortInUseException(
          wanted.hostPort().orElse(0),
          Optional.empty(),
          context.withRemedy("another port, or none for a free one"),
          "the port is in use on this machine",
          cause);
    }
    if (words.contains("permission denied")) {
      return new AccessDeniedException(context.withRemedy("a port from 1024 on"), said, cause);
    }
    return new InvalidSpecException(context, said, cause);
  }

  private static ErrorContext context(String backend, PortBinding wanted) {
    return ErrorContext.of(backend, "listen on " + wanted);
  }

  /** Takes the next connection, waiting for it on the loop. */
  static void accept(
      ServerSocketChannel listener, SocketLoop loop, MonoSink<LocalConnection> sink) {
    try {
      SocketChannel client = listener.accept();
      if (client == null) {
        loop.when(listener, SelectionKey.OP_ACCEPT, () -> accept(listener, loop, sink));
        return;
      }
      client.configureBlocking(false);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      sink.success(new LocalConnection(client, loop));
    } catch (IOException e) {
      sink.error(e);
    }
  }

  static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      Loggers.getLogger(LocalAddress.class).debug("A socket could not be closed", e);
    }
  }
}
