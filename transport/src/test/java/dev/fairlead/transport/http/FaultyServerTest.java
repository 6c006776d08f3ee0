package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Every way in which a server can be bad is told from the others. */
class FaultyServerTest extends ServerBackedTest {

  private static final HttpTransportOptions QUICK =
      HttpTransportOptions.defaults()
          .withConnectTimeout(Duration.ofMillis(500))
          .withResponseTimeout(Duration.ofMillis(300));

  private void expect(HttpAddress address, Kind kind, String words) {
    Mono<String> call =
        transport(address, QUICK).fetch(HttpRequest.get("/_ping"), response -> response.text(100));
    call.as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error)
                  .isInstanceOf(TransportException.class)
                  .hasMessageContaining(address.toString())
                  .hasMessageContaining(words);
              assertThat(((TransportException) error).kind()).isEqualTo(kind);
            })
        .verify(LIMIT);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatAcceptsAndNeverAnswers(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.awaitEnd();
            });
    expect(server.address(), Kind.RESPONSE_TIMEOUT, "no response within 300 ms");
  }

  @ParameterizedTest
  @EnumSource
  void oneThatStopsWithinTheHead(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 200 OK\r\nA: ");
              connection.awaitEnd();
            });
    expect(server.address(), Kind.RESPONSE_TIMEOUT, "no response within 300 ms");
  }

  @ParameterizedTest
  @EnumSource
  void oneThatResets(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.read(1);
              connection.reset();
            });
    expect(server.address(), Kind.CUT, "the connection ");
  }

  @ParameterizedTest
  @EnumSource
  void oneThatClosesAtOnce(SocketKind kind) throws IOException {
    ScriptedServer server = serve(kind, connection -> {});
    expect(server.address(), Kind.CUT, "the connection ");
  }

  @ParameterizedTest
  @EnumSource
  void oneThatSpeaksGarbageAndStays(SocketKind kind) throws IOException {
    ScriptedServer server =
        serve(
            kind,
            connection -> {
              connection.write("SSH-2.0-OpenSSH_9.2p1\r\n");
              connection.awaitEnd();
            });
    expect(server.address(), Kind.GARBAGE, "\"SSH-2.0-OpenSSH_9.2p1");
  }

  @Test
  void aSocketFileThatNobodyListensOn() throws IOException {
    ScriptedServer server = serve(SocketKind.UNIX, connection -> {});
    server.close();
    expect(server.address(), Kind.CONNECT_REFUSED, "nobody listens on it");
  }

  @Test
  void aPortThatNobodyListensOn() throws IOException {
    // Bound, so that nobody else can have it, and not listening.
    try (Socket reserved = new Socket()) {
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      expect(
          new HttpAddress.Tcp("127.0.0.1", reserved.getLocalPort()),
          Kind.CONNECT_REFUSED,
          "nobody listens");
    }
  }

  @Test
  void aSocketThatDoesNotExist() {
    expect(
        new HttpAddress.Unix(directory().resolve("none/docker.sock")),
        Kind.NO_SUCH_SOCKET,
        "no such file");
  }

  @Test
  void aFileThatIsNoSocket() throws IOException {
    Path file = Files.createFile(directory().resolve("file"));
    expect(new HttpAddress.Unix(file), Kind.CONNECT_REFUSED, "nobody listens");
  }

  @Test
  void aPathThatNoSocketCanHave() throws IOException {
    Path file = directory().resolve("x".repeat(120));
    Files.createFile(file);
    expect(new HttpAddress.Unix(file), Kind.UNREACHABLE, "too long");
  }

  @Test
  void aHostThatDoesNotExist() {
    expect(new HttpAddress.Tcp("no-such-host.invalid", 1), Kind.UNREACHABLE, "no-such-host");
  }

  @Test
  void aHostWithSeveralAddressesIsTriedAtEach() throws IOException {
    ScriptedServer server =
        serve(
            SocketKind.TCP,
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              connection.awaitEnd();
            });
    int port = ((HttpAddress.Tcp) server.address()).port();
    transport(new HttpAddress.Tcp("localhost", port), QUICK)
        .fetch(HttpRequest.get("/"), response -> response.text(10))
        .as(StepVerifier::create)
        .expectNext("ok")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aQueueOfConnectionsThatIsFullIsATimeout() throws IOException {
    try (ServerSocketChannel full = ServerSocketChannel.open()) {
      full.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      InetSocketAddress bound = (InetSocketAddress) full.getLocalAddress();
      HttpAddress address = new HttpAddress.Tcp("127.0.0.1", bound.getPort());
      HttpTransport filler = transport(address, HttpTransportOptions.defaults());
      filler.connect(address).repeat(1).blockLast(LIMIT);
      expect(address, Kind.CONNECT_TIMEOUT, "no connection within 500 ms");
    }
  }

  @Test
  void aUnixSocketWhoseQueueIsFullIsATimeoutAndUntilThenWaitedFor() throws IOException {
    Path path = directory().resolve("full");
    try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      full.bind(UnixDomainSocketAddress.of(path), 1);
      HttpAddress address = new HttpAddress.Unix(path);
      HttpTransport filler = transport(address, HttpTransportOptions.defaults());
      filler.connect(address).repeat(1).blockLast(LIMIT);
      expect(address, Kind.CONNECT_TIMEOUT, "queue of connections is full");
      Mono.just(full)
          .delayElement(Duration.ofMillis(100), Schedulers.boundedElastic())
          .flatMap(channel -> Mono.fromCallable(channel::accept))
          .and(filler.connect(address))
          .as(StepVerifier::create)
          .expectComplete()
          .verify(LIMIT);
    }
  }

  @Test
  void aFileWhereADirectoryShouldBe() throws IOException {
    Path file = Files.createFile(directory().resolve("file"));
    expect(new HttpAddress.Unix(file.resolve("s")), Kind.NO_SUCH_SOCKET, "no such file");
  }

  @Test
  void permissionIsToldFromAbsence() throws IOException {
    // As root no socket is ever refused, so what the JDK would say is put in its place.
    Path socket = Files.createFile(directory().resolve("docker.sock"));
    HttpAddress address = new HttpAddress.Unix(socket);
    Duration timeout = Duration.ofSeconds(1);
    assertThat(
            ConnectErrors.describe(address, new BindException("Permission denied"), timeout).kind())
        .isEqualTo(Kind.ACCESS_DENIED);
    Files.delete(socket);
    assertThat(
            ConnectErrors.describe(address, new SocketException("Datei nicht da"), timeout).kind())
        .isEqualTo(Kind.NO_SUCH_SOCKET);
  }
}
