package dev.fairlead.kubernetes.api;

import static dev.fairlead.kubernetes.api.ScriptedApi.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.access.Credentials;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.testing.SocketServer;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ApiWatchTest {

  @TempDir Path directory;

  private ScriptedApi api(String... answers) throws IOException {
    Deque<String> left = new ArrayDeque<>(List.of(answers));
    return new ScriptedApi(
        directory, Credentials.none(), target -> left.size() > 1 ? left.poll() : left.peek());
  }

  private static Flux<String> events(ScriptedApi api) {
    return api.pods().watch(new Selection("", ""), "follow").map(ApiWatchTest::shown);
  }

  private static String shown(WatchEvent<Pod> event) {
    return event.kind() + event.object().map(pod -> " " + pod.getMetadata().getName()).orElse("");
  }

  private static String watched(String... frames) {
    return SocketServer.http(200, "", String.join("", frames));
  }

  private static String bookmark(int version) {
    return ScriptedApi.frame("BOOKMARK", ScriptedApi.pod("", version));
  }

  @Test
  void watchGoesOnFromTheVersionThatItReached() throws IOException {
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", "", ScriptedApi.pod("a", 3)),
            watched(ScriptedApi.frame("ADDED", ScriptedApi.pod("b", 6)), bookmark(9)),
            watched(
                ScriptedApi.frame("MODIFIED", ScriptedApi.pod("a", 10)),
                ScriptedApi.frame("DELETED", ScriptedApi.pod("b", 11))),
            watched())) {
      events(api)
          .take(5)
          .as(StepVerifier::create)
          .expectNext("PRESENT a", "SYNCED", "PRESENT b", "CHANGED a", "GONE b")
          .expectComplete()
          .verify(LIMIT);
      assertThat(api.asked().get(1)).contains("resourceVersion=5").contains("watch=1");
      assertThat(api.asked().get(2)).contains("resourceVersion=9");
    }
  }

  @Test
  void versionThatIsTooOldIsListedAgainAndDifferencesAreTold() throws IOException {
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", "", ScriptedApi.pod("a", 3), ScriptedApi.pod("b", 4)),
            watched(
                ScriptedApi.frame(
                    "ERROR", "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}")),
            ScriptedApi.list("50", "", ScriptedApi.pod("b", 40), ScriptedApi.pod("c", 41)),
            watched())) {
      events(api)
          .take(6)
          .as(StepVerifier::create)
          .expectNext("PRESENT a", "PRESENT b", "SYNCED", "GONE a", "CHANGED b", "PRESENT c")
          .expectComplete()
          .verify(LIMIT);
    }
  }

  @Test
  void serverThatFailsForAWhileIsAskedAgain() throws IOException {
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", "", ScriptedApi.pod("a", 3)),
            ScriptedApi.status(503, "", "starting"),
            ScriptedApi.status(429, "Retry-After: 0\r\n", "busy"),
            ScriptedApi.status(504, "", "late"),
            watched(ScriptedApi.frame("MODIFIED", ScriptedApi.pod("a", 6))),
            watched())) {
      events(api)
          .take(3)
          .as(StepVerifier::create)
          .expectNext("PRESENT a", "SYNCED", "CHANGED a")
          .expectComplete()
          .verify(LIMIT);
    }
  }

  @Test
  void refusalEndsTheWatch() throws IOException {
    try (ScriptedApi api =
        api(ScriptedApi.list("5", ""), ScriptedApi.status(403, "", "cannot watch"))) {
      events(api)
          .as(StepVerifier::create)
          .expectNext("SYNCED")
          .expectError(AccessDeniedException.class)
          .verify(LIMIT);
    }
  }

  @Test
  void nothingIsReadBeyondTheDemand() throws IOException {
    try (ScriptedApi api = api(ScriptedApi.list("5", "", ScriptedApi.pod("a", 3)), watched())) {
      events(api)
          .as(flux -> StepVerifier.create(flux, 1))
          .expectNext("PRESENT a")
          .then(() -> assertThat(api.asked()).hasSize(1))
          .thenCancel()
          .verify(LIMIT);
    }
  }
}
