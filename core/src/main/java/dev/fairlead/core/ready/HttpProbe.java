package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerInfo;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Asks a container over HTTP. */
final class HttpProbe implements Probe {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private final ContainerRuntime runtime;
  private final Readiness.Answering wanted;

  /** Made where it may block, since it reads files, and once for all looks. */
  private final Mono<HttpClient> client =
      Mono.fromCallable(
              () ->
                  HttpClient.newBuilder()
                      .version(HttpClient.Version.HTTP_1_1)
                      .followRedirects(HttpClient.Redirect.NEVER)
                      .connectTimeout(CONNECT_TIMEOUT)
                      .build())
          .subscribeOn(Schedulers.boundedElastic())
          .cache();

  HttpProbe(ContainerRuntime runtime, Readiness.Answering wanted) {
    this.runtime = runtime;
    this.wanted = wanted;
  }

  @Override
  public Mono<Look> look(ContainerInfo info) {
    return Reach.authorities(runtime, info, wanted.port())
        .concatMap(this::ask)
        .takeUntil(Look::ready)
        .reduce(Look.notYet(""), HttpProbe::joined)
        .map(
            look ->
                look.seen().isEmpty()
                    ? Look.notYet(
                        "port "
                            + wanted.port()
                            + " is not published, and the container has no address of its own")
                    : look);
  }

  private static Look joined(Look before, Look now) {
    return now.ready() || before.seen().isEmpty()
        ? now
        : Look.notYet(before.seen() + "; " + now.seen());
  }

  private Mono<Look> ask(String authority) {
    URI uri = URI.create("http://" + authority + wanted.path());
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).GET().build();
    return client
        .flatMap(
            http ->
                Mono.fromFuture(
                    () -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding())))
        .map(
            answer ->
                wanted.accepts(answer.statusCode())
                    ? Look.ready(uri + " answered " + answer.statusCode())
                    : Look.notYet(uri + " answered " + answer.statusCode()))
        .onErrorResume(error -> Mono.just(Look.notYet(uri + ": " + words(error))));
  }

  /** The JDK wraps a refused connection in one that says nothing. */
  private static String words(Throwable error) {
    Throwable bare =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    while ((bare.getMessage() == null || bare.getMessage().isBlank()) && bare.getCause() != null) {
      bare = bare.getCause();
    }
    return bare.getMessage() == null || bare.getMessage().isBlank()
        ? bare.getClass().getSimpleName()
        : bare.getMessage();
  }
}
