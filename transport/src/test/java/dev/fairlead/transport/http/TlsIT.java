package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.transport.http.Certificates.Form;
import dev.fairlead.transport.http.TlsMaterial.Verification;
import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** TLS with certificates as people make them, and every way in which it is refused. */
class TlsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String LOOPBACK = "subjectAltName = DNS:localhost, IP:127.0.0.1";
  private static final String CLIENT = "extendedKeyUsage = clientAuth";

  @TempDir Path directory;

  private Certificates certificates;

  @BeforeEach
  void anAuthority() throws Exception {
    certificates = new Certificates(Files.createDirectories(directory.resolve("one")));
  }

  private static Mono<String> ask(String host, int port, Path material, Verification verification) {
    return ask(new HttpAddress.Tls(host, port, new TlsMaterial.Files(material, verification)));
  }

  private static void refused(Mono<String> answer, String... words) {
    answer
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error)
                  .isInstanceOf(TransportException.class)
                  .hasMessageContainingAll(words);
              assertThat(((TransportException) error).kind()).isEqualTo(Kind.TLS);
              assertThat(error.getMessage()).doesNotContain("\n").doesNotContain("PRIVATE");
            })
        .verify(PATIENCE);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void everyFormOfAKeyIsTakenFromBothSides(Form form) throws Exception {
    Path server = certificates.signed("server", form, LOOPBACK);
    Path client = certificates.signed("client", form, CLIENT);
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.KNOWN)) {
      assertThat(ask("127.0.0.1", listening.port(), client, Verification.FULL).block(PATIENCE))
          .isEqualTo("OK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothVersionsInUseAreSpoken(String version) throws Exception {
    Path server = certificates.signed("server", Form.EC_PKCS8, LOOPBACK);
    Path client = certificates.signed("client", Form.RSA_PKCS1, CLIENT);
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.KNOWN, version)) {
      assertThat(ask("localhost", listening.port(), client, Verification.FULL).block(PATIENCE))
          .isEqualTo("OK");
    }
  }

  private static TlsMaterial text(Path authority, Path own, Optional<String> serverName)
      throws IOException {
    return new TlsMaterial.Text(
        "a test",
        Optional.of(Files.readString(authority.resolve("ca.pem"))),
        Optional.of(Files.readString(own.resolve("cert.pem"))),
        Optional.of(Files.readString(own.resolve("key.pem"))),
        serverName,
        Verification.FULL);
  }

  private static Mono<String> ask(HttpAddress address) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> HttpTransport.open(address, HttpTransportOptions.defaults())),
        transport -> transport.fetch(HttpRequest.get("/"), response -> response.text(100)),
        HttpTransport::close);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatIsInMemoryDoesAsWellAsFiles(Form form) throws Exception {
    Path server = certificates.signed("server", form, LOOPBACK);
    Path client = certificates.signed("client", form, CLIENT);
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.KNOWN)) {
      TlsMaterial material = text(client, client, Optional.empty());
      assertThat(ask(new HttpAddress.Tls("127.0.0.1", listening.port(), material)).block(PATIENCE))
          .isEqualTo("OK");
      assertThat(material.toString()).doesNotContain("BEGIN");
    }
  }

  @Test
  void theNameThatWasGivenCountsAndNotTheHost() throws Exception {
    Path named = certificates.signed("named", Form.EC_PKCS8, "subjectAltName = DNS:api.example");
    Path loopback = certificates.signed("loopback", Form.EC_PKCS8, LOOPBACK);
    Optional<String> name = Optional.of("api.example");
    try (TlsServer listening = TlsServer.start(named, TlsServer.Clients.ANY)) {
      assertThat(
              ask(new HttpAddress.Tls("127.0.0.1", listening.port(), text(named, named, name)))
                  .block(PATIENCE))
          .isEqualTo("OK");
    }
    try (TlsServer listening = TlsServer.start(loopback, TlsServer.Clients.ANY)) {
      refused(
          ask(new HttpAddress.Tls("127.0.0.1", listening.port(), text(named, named, name))),
          "for another host");
    }
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
    Path server = certificates.signed("server", Form.EC_SEC1, LOOPBACK);
    Certificates others = new Certificates(Files.createDirectories(directory.resolve("two")));
    Path client = others.signed("client", Form.EC_SEC1, CLIENT);
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.ANY)) {
      refused(
          ask("127.0.0.1", listening.port(), client, Verification.FULL),
          "comes from none of the authorities",
          client.resolve("ca.pem").toString());
      refused(
          ask("127.0.0.1", listening.port(), directory, Verification.FULL),
          "comes from none of the authorities");
      assertThat(ask("127.0.0.1", listening.port(), directory, Verification.NONE).block(PATIENCE))
          .isEqualTo("OK");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, DNS:localhost",
    "localhost, IP:127.0.0.1",
    "localhost, DNS:other.example"
  })
  void aCertificateForAnotherHostIsRefused(String host, String name) throws Exception {
    Path server = certificates.signed("server", Form.EC_SEC1, "subjectAltName = " + name);
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.ANY)) {
      refused(
          ask(host, listening.port(), server, Verification.FULL),
          "its certificate is for another host than " + host);
    }
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    Path server = certificates.signed("server", Form.EC_SEC1, LOOPBACK, "-days", "-1");
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.ANY)) {
      refused(
          ask("127.0.0.1", listening.port(), server, Verification.FULL),
          "its certificate has expired");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aServerThatDemandsACertificateIsSaidTo(String version) throws Exception {
    Path server = certificates.signed("server", Form.EC_SEC1, LOOPBACK);
    Path client = Files.createDirectories(directory.resolve("none"));
    Files.copy(server.resolve("ca.pem"), client.resolve("ca.pem"));
    try (TlsServer listening = TlsServer.start(server, TlsServer.Clients.KNOWN, version)) {
      refused(
          ask("127.0.0.1", listening.port(), client, Verification.FULL),
          "demands a certificate",
          client.resolve("cert.pem").toString());
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsSaidTo() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answer(plain), "plain");
      answering.setDaemon(true);
      answering.start();
      refused(
          ask("127.0.0.1", plain.getLocalPort(), directory, Verification.FULL),
          "does not speak TLS");
    }
  }

  private static void answer(ServerSocket plain) {
    try (var socket = plain.accept()) {
      byte[] hello = new byte[16];
      if (socket.getInputStream().read(hello) > 0) {
        socket
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamedAndNotShown() throws Exception {
    Path client = certificates.signed("client", Form.RSA_PKCS8, CLIENT);
    Certificates.run(
        client, "pkey", "-in", "key.pem", "-aes128", "-passout", "pass:hunter2", "-out", "e.pem");
    Files.move(
        client.resolve("e.pem"), client.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
    refused(ask("127.0.0.1", 1, client, Verification.FULL), "key.pem", "encrypted", "openssl pkey");
    Files.writeString(client.resolve("key.pem"), "nothing");
    refused(ask("127.0.0.1", 1, client, Verification.FULL), "key.pem", "no private key");
    Files.delete(client.resolve("key.pem"));
    refused(ask("127.0.0.1", 1, client, Verification.FULL), "key.pem", "no such file");
    Files.writeString(client.resolve("ca.pem"), "nothing");
    refused(ask("127.0.0.1", 1, client, Verification.FULL), "ca.pem", "no certificate");
  }
}
