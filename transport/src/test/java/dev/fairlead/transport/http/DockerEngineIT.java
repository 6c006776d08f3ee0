package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The transport against a real Docker Engine, which {@code testbed/} brings up. */
@ExtendWith(LeakWatch.class)
class DockerEngineIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String API = "/v1.41";
  private static final int BYTES = 50_000_000;

  private final List<String> created = new ArrayList<>();
  private HttpTransport transport;

  @BeforeEach
  void connect() {
    String host = System.getenv("FAIRLEAD_TEST_DOCKER_HOST");
    assumeTrue(host != null, "FAIRLEAD_TEST_DOCKER_HOST is not set, see testbed/README.md");
    transport =
        HttpTransport.open(HttpAddress.parse(URI.create(host)), HttpTransportOptions.defaults());
  }

  @AfterEach
  void removeAll() {
    if (transport != null) {
      Flux.fromIterable(created)
          .concatMap(id -> call(HttpRequest.delete(API + "/containers/{}", id).query("force", "1")))
          .then(transport.close())
          .block(LIMIT);
    }
  }

  /** Status and text of the answer. */
  private Mono<String> call(HttpRequest request) {
    return transport.fetch(
        request, response -> response.text(1 << 20).map(text -> response.status() + " " + text));
  }

  private static Mono<Throwable> rejected(HttpResponse response) {
    return response.text(1000).map(IllegalStateException::new);
  }

  private String create(Map<String, Object> spec) {
    String answer = call(HttpRequest.post(API + "/containers/create").json(spec)).block(LIMIT);
    assertThat(answer).startsWith("201 ");
    Map<String, Object> json =
        Json.standard().readObject(answer.substring(4).getBytes(StandardCharsets.UTF_8));
    String id = (String) json.get("Id");
    created.add(id);
    return id;
  }

  private UpgradedConnection attach(String id) {
    return transport
        .upgrade(
            HttpRequest.post(API + "/containers/{}/attach", id)
                .query("stream", "1")
                .query("stdin", "1")
                .query("stdout", "1")
                .query("stderr", "1"),
            DockerEngineIT::rejected)
        .block(LIMIT);
  }

  @Test
  void pingInfoAndErrorsAreAnswered() {
    Flux.concat(
            transport.fetch(
                HttpRequest.get("/_ping"),
                response -> response.text(10).map(text -> text + response.header("Api-Version"))),
            transport.fetch(
                HttpRequest.get(API + "/info"),
                response -> response.json(Map.class).map(json -> json.get("OSType"))),
            call(HttpRequest.post(API + "/containers/{}/start", "no such")),
            call(HttpRequest.get(API + "/containers/json").query("filters", "{\"a b\":[\"+&\"]}")))
        .as(StepVerifier::create)
        .assertNext(ping -> assertThat(ping.toString()).startsWith("OKOptional[1."))
        .expectNext("linux")
        .assertNext(error -> assertThat(error.toString()).startsWith("404 {\"message\""))
        .assertNext(error -> assertThat(error.toString()).startsWith("400 ").contains("a b"))
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void anUploadThatIsRejectedEarlySaysWhy() {
    AtomicInteger blocks = new AtomicInteger();
    Flux<ByteBuffer> tar =
        Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.allocate(64 << 10)))
            .take(640)
            .doOnNext(block -> blocks.incrementAndGet());
    call(HttpRequest.put(API + "/containers/{}/archive", "no-such-container")
            .query("path", "/")
            .stream(tar, "application/x-tar"))
        .as(StepVerifier::create)
        .assertNext(answer -> assertThat(answer).startsWith("404 ").contains("No such container"))
        .expectComplete()
        .verify(LIMIT);
    assertThat(blocks.get()).isLessThan(640);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha256sum", "cat"})
  void standardInputEndsByHalfCloseAndAllOutputFollows(String command)
      throws NoSuchAlgorithmException {
    byte[] data = new byte[BYTES];
    new Random(11).nextBytes(data);
    String id =
        create(
            Map.of(
                "Image", "busybox",
                "Cmd", List.of(command),
                "OpenStdin", true,
                "StdinOnce", true,
                "AttachStdin", true,
                "AttachStdout", true,
                "AttachStderr", true));
    UpgradedConnection connection = attach(id);
    assertThat(connection.status()).isEqualTo(101);
    Mono<String> exit =
        call(
            HttpRequest.post(API + "/containers/{}/wait", id)
                .query("condition", "next-exit")
                .lane(Lane.STREAM));
    Mono<Void> input =
        connection
            .send(
                Flux.range(0, BYTES / 50_000)
                    .map(i -> ByteBuffer.wrap(data, i * 50_000, 50_000).slice()))
            .then(connection.shutdownOutput());
    Mono<byte[]> output =
        connection
            .receive()
            .reduceWith(() -> ByteBuffer.allocate(2 * BYTES), (all, buffer) -> all.put(buffer))
            .map(all -> payload(all.flip()));
    Mono.zip(
            exit,
            call(HttpRequest.post(API + "/containers/{}/start", id)).then(input).thenReturn(""),
            output)
        .as(StepVerifier::create)
        .assertNext(
            all -> {
              assertThat(all.getT1()).contains("\"StatusCode\":0");
              assertThat(
                      command.equals("cat")
                          ? Arrays.equals(all.getT3(), data)
                          : new String(all.getT3(), StandardCharsets.US_ASCII)
                              .equals(digest(data) + "  -\n"))
                  .isTrue();
            })
        .expectComplete()
        .verify(LIMIT);
  }

  private static String digest(byte[] data) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes the engine's frames apart: a stream number, three zeros, a length, the payload. */
  private static byte[] payload(ByteBuffer frames) {
    ByteBuffer out = ByteBuffer.allocate(frames.remaining());
    while (frames.hasRemaining()) {
      assertThat(frames.get()).isEqualTo((byte) 1);
      frames.position(frames.position() + 3);
      int length = frames.getInt();
      out.put(frames.slice(frames.position(), length));
      frames.position(frames.position() + length);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  @Test
  void eventsAreReadAsTheyHappen() {
    String mark = UUID.randomUUID().toString();
    Flux<Object> actions =
        transport.stream(
                HttpRequest.get(API + "/events")
                    .query("filters", "{\"label\":[\"transport.it=" + mark + "\"]}")
                    .query("since", Long.toString(Instant.now().getEpochSecond() - 1))
                    .lane(Lane.STREAM),
                response -> response.jsonLines(Map.class))
            .map(event -> event.get("Action"));
    StepVerifier.create(actions)
        .then(
            () -> {
              String id =
                  create(
                      Map.of(
                          "Image", "busybox",
                          "Cmd", List.of("true"),
                          "Labels", Map.of("transport.it", mark)));
              call(HttpRequest.post(API + "/containers/{}/start", id)).block(LIMIT);
            })
        .expectNext("create")
        .thenConsumeWhile(action -> !action.equals("die"))
        .expectNext("die")
        .thenCancel()
        .verify(LIMIT);
  }

  @Test
  void anAttachToWhatIsNotThereIsTheEnginesOwnError() {
    transport
        .upgrade(
            HttpRequest.post(API + "/containers/{}/attach", "no-such-container")
                .query("stream", "1"),
            DockerEngineIT::rejected)
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("No such container"))
        .verify(LIMIT);
  }
}
