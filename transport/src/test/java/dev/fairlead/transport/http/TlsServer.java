package dev.fairlead.transport.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server behind TLS that answers every request with {@code OK}, on threads of its own. */
final class TlsServer implements AutoCloseable {

  private static final char[] NO_PASSWORD = {};
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK";

  private final SSLServerSocket server;

  /** What is asked of clients. */
  enum Clients {
    ANY,
    KNOWN
  }

  private TlsServer(SSLServerSocket server) {
    this.server = server;
  }

  static TlsServer start(Path material, Clients clients, String... protocols) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, NO_PASSWORD);
    keys.setKeyEntry(
        "server",
        PemText.read(material.resolve("key.pem")).privateKey(),
        NO_PASSWORD,
        PemText.read(material.resolve("cert.pem")).certificates());
    keys.setCertificateEntry("ca", PemText.read(material.resolve("ca.pem")).certificates()[0]);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, NO_PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(clients == Clients.KNOWN);
    if (protocols.length > 0) {
      server.setEnabledProtocols(protocols);
    }
    TlsServer started = new TlsServer(server);
    start(started::accept);
    return started;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        start(() -> answer(socket));
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      int last = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        last = last << 8 | next;
        if (last == 0x0d0a0d0a) {
          socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
          return;
        }
      }
    } catch (IOException e) {
      // The handshake failed, which is what the test is about.
      return;
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "tls-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
