package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class HttpRequestTest {

  private static final HttpAddress ADDRESS = new HttpAddress.Tcp("example", 2375);

  private static List<String> head(HttpRequest request, ExchangeMode mode) {
    String text =
        new String(RequestHead.encode(request, ADDRESS, mode), StandardCharsets.ISO_8859_1);
    assertThat(text).endsWith("\r\n\r\n");
    return text.lines().filter(line -> !line.isEmpty()).toList();
  }

  @Test
  void queryValuesAreEncodedAndNothingIsEncodedTwice() {
    HttpRequest request =
        HttpRequest.get("/json")
            .query("filters", "{\"name\":[\"a b+c\"]}")
            .query("t", "a&b=c%20ü/~")
            .query("empty", "");
    assertThat(request.target())
        .isEqualTo(
            "/json?filters=%7B%22name%22%3A%5B%22a%20b%2Bc%22%5D%7D&t=a%26b%3Dc%2520%C3%BC%2F~"
                + "&empty=");
  }

  @Test
  void aPathParameterStaysOneSegment() {
    assertThat(HttpRequest.get("/containers/{}/json", "a/../b?c#d\r\n").path())
        .isEqualTo("/containers/a%2F..%2Fb%3Fc%23d%0D%0A/json");
    assertThat(HttpRequest.get("/images/{}/tag/{}", "{}", "x").path())
        .isEqualTo("/images/%7B%7D/tag/x");
  }

  @Test
  void aPathKeepsItsSlashesAndLosesWhatIsNotAPath() {
    assertThat(HttpRequest.get("/images/docker.io/library/busybox:1@sha256:ab/json").path())
        .isEqualTo("/images/docker.io/library/busybox:1@sha256:ab/json");
    assertThat(HttpRequest.get("/a b?c#d").path()).isEqualTo("/a%20b%3Fc%23d");
  }

  @Test
  void parametersAndPlacesMustMatch() {
    assertThatIllegalArgumentException().isThrownBy(() -> HttpRequest.get("/a/{}"));
    assertThatIllegalArgumentException().isThrownBy(() -> HttpRequest.get("/a", "b"));
    assertThatIllegalArgumentException().isThrownBy(() -> HttpRequest.get("a"));
  }

  @Test
  void headersCannotSmuggleLines() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpRequest.get("/").header("X-Registry-Auth", "secret\r\nHost: x"))
        .withMessageContaining("X-Registry-Auth")
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException().isThrownBy(() -> HttpRequest.get("/").header("a b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> HttpRequest.get("/").header("", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> HttpRequest.of("GET /", "/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "Content-Length", "connection", "Upgrade", "transfer-encoding"})
  void headersOfTheTransportAreRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> HttpRequest.get("/").header(name, "x"));
  }

  @Test
  void whatIsSecretIsNotShown() {
    HttpRequest request =
        HttpRequest.post("/build")
            .query("buildargs", "{\"TOKEN\":\"secret\"}")
            .header("X-Registry-Auth", "secret")
            .json(Map.of("password", "secret"));
    assertThat(request.toString()).contains("POST /build?buildargs", "X-Registry-Auth");
    assertThat(request.toString() + request.line()).doesNotContain("secret");
    assertThat(HttpRequest.put("/").stream(Flux.empty(), "application/x-tar"))
        .hasToString("PUT / (application/x-tar stream)");
  }

  @Test
  void eachWitherLeavesTheOriginalAlone() {
    HttpRequest request = HttpRequest.get("/");
    request.query("a", "b").header("c", "d").lane(Lane.STREAM).timeout(Duration.ofSeconds(1));
    assertThat(request.target()).isEqualTo("/");
    assertThat(request.headers()).isEmpty();
    assertThat(request.lane()).isEqualTo(Lane.CONTROL);
    assertThat(request.timeout()).isEmpty();
  }

  @Test
  void aGetHasNeitherLengthNorType() {
    assertThat(head(HttpRequest.get("/a").query("b", "c"), ExchangeMode.REUSABLE))
        .containsExactly("GET /a?b=c HTTP/1.1", "Host: example:2375", "User-Agent: fairlead");
  }

  @Test
  void aPostWithoutBodySaysSo() {
    assertThat(head(HttpRequest.post("/a"), ExchangeMode.SINGLE))
        .contains("Content-Length: 0", "Connection: close");
    assertThat(head(HttpRequest.delete("/a"), ExchangeMode.REUSABLE))
        .contains("Content-Length: 0")
        .noneMatch(line -> line.startsWith("Connection"));
  }

  @Test
  void aJsonBodyHasItsLength() {
    assertThat(head(HttpRequest.post("/a").json(List.of(1, "ü")), ExchangeMode.REUSABLE))
        .contains("Content-Type: application/json", "Content-Length: 8");
    assertThat(
            head(HttpRequest.put("/a").bytes(ByteBuffer.allocate(3), "x/y"), ExchangeMode.REUSABLE))
        .contains("Content-Type: x/y", "Content-Length: 3");
  }

  @Test
  void anUpgradeIsAskedForInTheOneFormThatEveryDaemonTakes() {
    assertThat(head(HttpRequest.post("/a").json(Map.of()), ExchangeMode.UPGRADE_TCP))
        .contains("Connection: Upgrade", "Upgrade: tcp", "Content-Length: 2");
  }

  @Test
  void aStreamIsChunked() {
    assertThat(
            head(
                HttpRequest.put("/a").stream(Flux.empty(), "application/x-tar"),
                ExchangeMode.REUSABLE))
        .contains("Transfer-Encoding: chunked", "Content-Type: application/x-tar")
        .noneMatch(line -> line.startsWith("Content-Length"));
  }
}
