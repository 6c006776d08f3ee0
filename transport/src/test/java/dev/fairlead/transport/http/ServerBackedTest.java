package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Scripted servers and transports to them, all gone after each test, with no buffer lost. */
@ExtendWith(LeakWatch.class)
abstract class ServerBackedTest {

  static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private final List<HttpTransport> transports = new ArrayList<>();
  private final List<ScriptedServer> servers = new ArrayList<>();

  Path directory() {
    return directory;
  }

  ScriptedServer serve(SocketKind kind, ScriptedServer.Script script) throws IOException {
    ScriptedServer server = kind.serve(directory, script);
    servers.add(server);
    return server;
  }

  HttpTransport transport(ScriptedServer server) {
    return transport(server.address(), HttpTransportOptions.defaults());
  }

  HttpTransport transport(HttpAddress address, HttpTransportOptions options) {
    HttpTransport transport = open(address, options);
    transports.add(transport);
    return transport;
  }

  /** The transport under test: the one that everybody gets, unless a class is about another. */
  HttpTransport open(HttpAddress address, HttpTransportOptions options) {
    return HttpTransport.open(address, options);
  }

  @AfterEach
  void closeAll() throws IOException {
    for (HttpTransport transport : transports) {
      transport.close().block(LIMIT);
    }
    for (ScriptedServer server : servers) {
      server.close();
      assertThat(server.failures()).isEmpty();
    }
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(latin(text)).asReadOnlyBuffer();
  }

  static String text(ByteBuffer buffer) {
    return StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
  }

  static Mono<String> joined(Flux<ByteBuffer> buffers) {
    return buffers.map(ServerBackedTest::text).collectList().map(parts -> String.join("", parts));
  }

  /** Waits for something that another thread brings about, and fails if it does not come. */
  static void eventually(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for %s", limit).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
