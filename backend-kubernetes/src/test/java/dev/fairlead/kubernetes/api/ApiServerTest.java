package dev.fairlead.kubernetes.api;

import static dev.fairlead.kubernetes.api.ScriptedApi.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.access.Credentials;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ApiServerTest {

  private static final String PODS = "/behind/a/gateway/api/v1/namespaces/ns/pods";

  @TempDir Path directory;

  /** Hands out numbered tokens, a new one after each rejection. */
  private static final class Numbered implements Credentials {
    private final AtomicInteger number = new AtomicInteger(1);

    @Override
    public Mono<String> header() {
      return Mono.fromSupplier(() -> "Bearer " + number.get());
    }

    @Override
    public boolean rejected(String header) {
      return header.equals("Bearer " + number.getAndIncrement());
    }
  }

  @Test
  void forbiddenNamesVerbAndResourceInOneLine() throws IOException {
    String words =
        "pods is forbidden: User \\\"eve\\\" cannot list resource \\\"pods\\\" in API group"
            + " \\\"\\\" in the namespace \\\"ns\\\"";
    try (ScriptedApi api =
        new ScriptedApi(
            directory, Credentials.none(), target -> ScriptedApi.status(403, "", words))) {
      api.pods()
          .list(new Selection("", ""), "list containers")
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(AccessDeniedException.class)
                      .hasMessageContaining("kubernetes could not list containers: pods is")
                      .hasMessageContaining("cannot list resource \"pods\"")
                      .hasMessageContaining("try: kubectl auth can-i list pods -n ns"))
          .verify(LIMIT);
    }
  }

  /** Words of 1.20.2. */
  @Test
  void whatTheLimitsOfTheNamespaceRefuseIsNotTakenForALackOfRights() throws IOException {
    String words =
        "pods \\\"web\\\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1,"
            + " limited: pods=1";
    try (ScriptedApi api =
        new ScriptedApi(
            directory, Credentials.none(), target -> ScriptedApi.status(403, "", words))) {
      api.pods()
          .get("web", "run container web")
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .hasMessageContaining(
                          "does not admit it: pods \"web\" is forbidden: exceeded")
                      .hasMessageContaining("try: kubectl describe quota,limits -n ns")
                      .hasMessageNotContainingAny("this user", "a role"))
          .verify(LIMIT);
    }
  }

  @Test
  void forbiddenByAGatewayNamesThemToo() throws IOException {
    try (ScriptedApi api =
        new ScriptedApi(
            directory, Credentials.none(), target -> SocketServer.http(403, "", "no\nway"))) {
      api.pods()
          .get("web", "inspect container web")
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error.getMessage())
                      .contains("may not get pods in namespace ns")
                      .doesNotContain("\n"))
          .verify(LIMIT);
    }
  }

  @Test
  void rejectedCredentialsAreRenewedOnce() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    try (ScriptedApi api =
        new ScriptedApi(
            directory,
            new Numbered(),
            target ->
                calls.incrementAndGet() == 1
                    ? ScriptedApi.status(401, "", "Unauthorized")
                    : SocketServer.http(200, "", ScriptedApi.pod("web", 1)))) {
      api.pods()
          .get("web", "inspect container web")
          .as(StepVerifier::create)
          .assertNext(pod -> assertThat(pod.getMetadata().getName()).isEqualTo("web"))
          .expectComplete()
          .verify(LIMIT);
      assertThat(api.asked()).containsExactly(PODS + "/web", PODS + "/web");
    }
  }

  @Test
  void rejectionThatStaysIsAnError() throws IOException {
    try (ScriptedApi api =
        new ScriptedApi(
            directory, new Numbered(), target -> ScriptedApi.status(401, "", "Unauthorized"))) {
      api.pods()
          .get("web", "inspect container web")
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(AccessDeniedException.class)
                      .hasMessageNotContaining("Bearer"))
          .verify(LIMIT);
      assertThat(api.asked()).hasSize(2);
    }
  }

  @Test
  void busyServerIsAskedAgainAsItWishes() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    try (ScriptedApi api =
        new ScriptedApi(
            directory,
            Credentials.none(),
            target ->
                calls.incrementAndGet() < 3
                    ? ScriptedApi.status(429, "Retry-After: 0\r\n", "too many")
                    : ScriptedApi.status(404, "", "pods \\\"web\\\" not found"))) {
      api.pods()
          .get("web", "inspect container web")
          .as(StepVerifier::create)
          .expectError(NotFoundException.class)
          .verify(LIMIT);
      assertThat(api.asked()).hasSize(3);
    }
  }

  @Test
  void serverThatStaysBusyIsUnavailable() throws IOException {
    try (ScriptedApi api =
        new ScriptedApi(
            directory,
            Credentials.none(),
            target -> ScriptedApi.status(429, "Retry-After: 0\r\n", "too many"))) {
      api.pods()
          .get("web", "inspect container web")
          .as(StepVerifier::create)
          .expectError(BackendUnavailableException.class)
          .verify(LIMIT);
    }
  }

  @Test
  void pagesAreAskedForAsTheyAreDemanded() throws IOException {
    try (ScriptedApi api =
        new ScriptedApi(
            directory,
            Credentials.none(),
            target ->
                target.contains("continue=next")
                    ? ScriptedApi.list("2", "", ScriptedApi.pod("c", 1))
                    : ScriptedApi.list(
                        "2", "next", ScriptedApi.pod("a", 1), ScriptedApi.pod("b", 1)))) {
      api.pods()
          .list(new Selection("tier=web", ""), "list containers")
          .map(pod -> pod.getMetadata().getName())
          .as(flux -> StepVerifier.create(flux, 1))
          .expectNext("a")
          .then(() -> assertThat(api.asked()).hasSize(1))
          .thenRequest(2)
          .expectNext("b", "c")
          .expectComplete()
          .verify(LIMIT);
      assertThat(api.asked().get(0)).contains("labelSelector=tier%3Dweb").contains("limit=");
    }
  }
}
