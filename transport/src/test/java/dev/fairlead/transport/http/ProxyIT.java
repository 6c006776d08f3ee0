package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.Certificates.Form;
import dev.fairlead.transport.http.TlsMaterial.Verification;
import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** TLS through proxies, as they do it and as they refuse it. */
class ProxyIT extends ServerBackedTest {

  private static final String LOOPBACK = "subjectAltName = DNS:cluster.example";

  private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

  private static HttpAddress address(Path material, ScriptedServer by, HttpProxy.Login login) {
    int port = ((HttpAddress.Tcp) by.address()).port();
    return new HttpAddress.Tls(
        "cluster.example",
        443,
        new TlsMaterial.Files(material, Verification.FULL),
        Optional.of(new HttpProxy("127.0.0.1", port, Optional.ofNullable(login))));
  }

  private Mono<String> ask(HttpAddress address) {
    return transport(address, HttpTransportOptions.defaults())
        .fetch(HttpRequest.get("/"), response -> response.text(100));
  }

  /** Carries bytes between the client and a port until one of them ends. */
  private static void join(ServerConnection client, int port) throws IOException {
    SocketChannel server =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread back =
        new Thread(
            () -> {
              ByteBuffer buffer = ByteBuffer.allocate(16_384);
              try (server) {
                while (server.read(buffer.clear()) >= 0) {
                  byte[] bytes = new byte[buffer.flip().remaining()];
                  buffer.get(bytes);
                  client.write(bytes);
                }
                client.close();
              } catch (IOException gone) {
                return;
              }
            },
            "proxy-back");
    back.setDaemon(true);
    back.start();
    while (true) {
      server.write(ByteBuffer.wrap(client.read(1)));
    }
  }

  @Test
  void aProxyConnectsToTheNameThatOnlyItKnows() throws Exception {
    Path server = new Certificates(directory()).signed("server", Form.EC_PKCS8, LOOPBACK);
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.ANY)) {
      ScriptedServer proxy =
          serve(
              SocketKind.TCP,
              connection -> {
                heads.add(connection.readHead());
                connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
                join(connection, listening.port());
              });
      assertThat(ask(address(server, proxy, new HttpProxy.Login("me", "hunter2"))).block(LIMIT))
          .isEqualTo("OK");
      assertThat(heads.remove())
          .startsWith("CONNECT cluster.example:443 HTTP/1.1\r\n")
          .containsIgnoringCase("proxy-authorization: Basic bWU6aHVudGVyMg==");
    }
  }

  private static void refused(Mono<String> answer, Kind kind, String... words) {
    answer
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error)
                  .isInstanceOf(TransportException.class)
                  .hasMessageContainingAll(words);
              assertThat(((TransportException) error).kind()).isEqualTo(kind);
              assertThat(error.getMessage()).doesNotContain("hunter2", "bWU6", "\n");
            })
        .verify(LIMIT);
  }

  @Test
  void whatAProxyRefusesIsToldAsTheProxys() throws Exception {
    ScriptedServer proxy =
        serve(
            SocketKind.TCP,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 407 Login Required\r\nContent-Length: 0\r\n\r\n");
              connection.awaitEnd();
            });
    refused(
        ask(address(directory(), proxy, new HttpProxy.Login("me", "hunter2"))),
        Kind.UNREACHABLE,
        "the proxy http://127.0.0.1",
        "407");
  }

  @Test
  void aProxyThatIsNotThereIsToldAsTheProxy() throws Exception {
    int free;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = taken.getLocalPort();
    }
    HttpAddress address =
        new HttpAddress.Tls(
            "cluster.example",
            443,
            new TlsMaterial.Files(directory(), Verification.FULL),
            Optional.of(new HttpProxy("127.0.0.1", free, Optional.empty())));
    refused(ask(address), Kind.CONNECT_REFUSED, "nobody listens at the proxy http://127.0.0.1");
  }
}
