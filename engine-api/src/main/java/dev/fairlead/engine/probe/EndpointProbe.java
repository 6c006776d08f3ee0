package dev.fairlead.engine.probe;

import dev.fairlead.engine.ApiVersion;
import dev.fairlead.engine.EngineAddress;
import dev.fairlead.engine.EngineFamily;
import dev.fairlead.engine.EngineVersion;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.VersionRange;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpResponse;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.HttpTransportOptions;
import dev.fairlead.transport.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks at one endpoint: its file, then {@code GET /_ping}, {@code GET /version} and {@code GET
 * /info}, all without a version in the path, as every engine and Podman answer them. The three
 * calls end within the deadline, and leave no connection.
 */
final class EndpointProbe {

  private static final int MOST_BYTES = 1 << 20;

  /** The rest of the deadline is left for putting it all together. */
  private static final double SHARE_OF_SILENCE = 0.9;

  private static final double SHARE_OF_INFO = 0.5;
  private static final double SHARE_OF_PODMANS_INFO = 0.75;

  private final SoughtEngine sought;
  private final Spot spot;
  private final Duration deadline;
  private final Mono<Void> ready;
  private final RecentInfo recent;
  private final Diagnosis diagnosis;
  private final HttpTransportOptions options;

  /** Whether anything has come back. */
  private volatile boolean answered;

  EndpointProbe(
      SoughtEngine sought, Spot spot, Duration deadline, Mono<Void> ready, RecentInfo recent) {
    this.sought = sought;
    this.spot = spot;
    this.ready = ready;
    this.recent = recent;
    this.deadline = deadline;
    this.diagnosis = new Diagnosis(sought, spot.place().product(), deadline);
    Duration silence = Duration.ofNanos((long) (deadline.toNanos() * SHARE_OF_SILENCE));
    this.options =
        HttpTransportOptions.defaults()
            .withConnectTimeout(silence)
            .withResponseTimeout(silence)
            .withPendingTimeout(silence);
  }

  /**
   * The candidate; never an error, and never silent beyond the deadline. Empty for a foreign place,
   * unless what is sought answers there.
   */
  Mono<Candidate> look() {
    Optional<Obstacle> obstacle = spot.place().obstacle();
    if (obstacle.isPresent()) {
      return unanswered(obstacle.get(), List.of());
    }
    return Mono.defer(this::approach)
        .onErrorResume(
            ProbeFailure.class, end -> unanswered(end.obstacle(), List.of(end.evidence())));
  }

  private Mono<Candidate> unanswered(Obstacle obstacle, List<Evidence> tried) {
    return spot.foreign() ? Mono.empty() : Mono.just(unusable(obstacle, tried, Optional.empty()));
  }

  private Mono<Candidate> approach() {
    Optional<Path> socket = spot.place().endpoint().socketPath();
    if (socket.isEmpty()) {
      return ask(EngineAddress.of(spot.place().endpoint()), diagnosis::ofFar);
    }
    return Mono.fromCallable(() -> SocketFile.at(socket.get()))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            file ->
                diagnosis
                    .ofFile(file)
                    .map(found -> Mono.<Candidate>error(new ProbeFailure("its file", found)))
                    .orElseGet(
                        () ->
                            ask(
                                new HttpAddress.Unix(socket.get()),
                                failure -> diagnosis.ofSocket(failure, file))));
  }

  private Mono<Candidate> ask(
      HttpAddress address, Function<TransportException, Obstacle> diagnose) {
    Mono<Candidate> answer =
        Mono.usingWhen(
                Mono.fromSupplier(() -> HttpTransport.open(address, options)),
                transport ->
                    ping(transport)
                        .filter(pong -> !spot.foreign() || isSought(pong.libpod().isPresent()))
                        .flatMap(pong -> describe(transport, pong)),
                HttpTransport::close)
            .onErrorMap(
                TransportException.class,
                failure -> new ProbeFailure("GET /_ping", diagnose.apply(failure)));
    return ready.then(limited(answer));
  }

  /**
   * On a busy machine the transport's own timers may be late, so silence is looked for here too.
   */
  private Mono<Candidate> limited(Mono<Candidate> work) {
    boolean local = spot.place().endpoint().socketPath().isPresent();
    return work.timeout(
        deadline,
        Mono.error(
            () ->
                new ProbeFailure(
                    "the whole look",
                    local && !answered ? diagnosis.silent() : diagnosis.tooSlow())));
  }

  /** What the answer to a ping tells: the newest API, and the version of Podman if it is one. */
  private record Pong(ApiVersion api, Optional<String> libpod) {}

  private Mono<Pong> ping(HttpTransport transport) {
    return transport.fetch(HttpRequest.get("/_ping"), this::readPing);
  }

  private Mono<Pong> readPing(HttpResponse response) {
    answered = true;
    Optional<String> api = response.header("Api-Version");
    Optional<String> libpod = response.header("Libpod-Api-Version");
    return response
        .text(MOST_BYTES)
        .map(
            body -> {
              if (response.status() != 200) {
                throw new ProbeFailure("GET /_ping", diagnosis.ofStatus(response.status(), body));
              }
              return new Pong(
                  api.flatMap(EndpointProbe::apiVersion)
                      .orElseThrow(
                          () ->
                              new ProbeFailure(
                                  "GET /_ping",
                                  diagnosis.notAnEngine("200 without an Api-Version"))),
                  libpod);
            });
  }

  private Mono<Candidate> describe(HttpTransport transport, Pong pong) {
    Evidence pinged = new Evidence("GET /_ping", "200, API " + pong.api());
    Mono<EngineAnswer> answer =
        pong.libpod().isPresent()
            ? ofPodman(transport, pong.api(), pong.libpod().get())
            : Mono.zip(
                transport.fetch(
                    HttpRequest.get("/version"), response -> object("GET /version", response)),
                info(transport, SHARE_OF_INFO),
                EngineAnswer::new);
    return answer.map(told -> judge(pong, pinged, told));
  }

  /**
   * Podman has said all that matters. To answer {@code GET /version} it starts its helpers, which
   * on a busy machine takes longer than a daemon may.
   */
  private Mono<EngineAnswer> ofPodman(HttpTransport transport, ApiVersion api, String version) {
    Mono<JsonObject> info =
        isSought(true)
            ? info(transport, SHARE_OF_PODMANS_INFO)
            : Mono.just(JsonObject.of(Map.of()));
    return info.map(told -> EngineAnswer.ofPodman(version, api.toString(), told));
  }

  /** Only tells the flavour, so that a daemon that is slow to count its containers is no worse. */
  private Mono<JsonObject> info(HttpTransport transport, double share) {
    return transport
        .fetch(HttpRequest.get("/info"), response -> object("GET /info", response))
        .doOnNext(info -> recent.keep(spot.place().endpoint(), info))
        .timeout(Duration.ofNanos((long) (deadline.toNanos() * share)))
        .onErrorReturn(JsonObject.of(Map.of()));
  }

  private Mono<JsonObject> object(String tried, HttpResponse response) {
    return response
        .bytes(MOST_BYTES)
        .map(
            body -> {
              if (response.status() != 200) {
                String text = new String(body, StandardCharsets.UTF_8);
                throw new ProbeFailure(tried, diagnosis.ofStatus(response.status(), text));
              }
              return JsonObject.read(body);
            });
  }

  private Candidate judge(Pong pong, Evidence pinged, EngineAnswer answer) {
    VersionRange versions = answer.versions();
    String title = answer.flavour().title();
    String from = versions.apiMinimum().map(least -> ", API from " + least).orElse("");
    String asked = pong.libpod().isPresent() ? "Libpod-Api-Version" : "GET /version";
    Evidence told = new Evidence(asked, title + " " + versions.version() + from);
    Optional<Obstacle> obstacle = obstacle(pong, answer);
    if (obstacle.isPresent()) {
      return unusable(obstacle.get(), List.of(pinged, told), Optional.of(title));
    }
    return Candidate.available(
        sought.backend(),
        spot.place().endpoint(),
        spot.place().origin(),
        versions,
        title,
        spot.rank(),
        evidence(List.of(pinged, told)));
  }

  private Optional<Obstacle> obstacle(Pong pong, EngineAnswer answer) {
    VersionRange versions = answer.versions();
    if (!isSought(pong.libpod().isPresent() || answer.podman())) {
      return Optional.of(diagnosis.otherFamily());
    }
    if (!pong.api().atLeast(EngineVersion.CLIENT_MINIMUM)) {
      return Optional.of(diagnosis.tooOld(versions.version(), pong.api().toString()));
    }
    return versions
        .apiMinimum()
        .flatMap(EndpointProbe::apiVersion)
        .filter(least -> !EngineVersion.CLIENT_MAXIMUM.atLeast(least))
        .map(least -> Diagnosis.tooNew(versions.version(), least.toString()));
  }

  private boolean isSought(boolean podman) {
    return podman == (sought.family() == EngineFamily.PODMAN);
  }

  private static Optional<ApiVersion> apiVersion(String text) {
    try {
      return Optional.of(ApiVersion.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Candidate unusable(Obstacle obstacle, List<Evidence> tried, Optional<String> flavour) {
    Endpoint endpoint = spot.place().endpoint();
    return new Candidate(
        sought.backend(),
        endpoint,
        spot.place().origin(),
        obstacle.state(),
        Optional.empty(),
        flavour,
        0,
        evidence(withVerdict(tried, obstacle)),
        obstacle.remedy());
  }

  private static List<Evidence> withVerdict(List<Evidence> tried, Obstacle obstacle) {
    List<Evidence> all = new ArrayList<>(tried);
    if (all.stream().noneMatch(one -> one.found().equals(obstacle.found()))) {
      all.add(new Evidence("what it is", obstacle.found()));
    }
    return all;
  }

  private List<Evidence> evidence(List<Evidence> tried) {
    List<Evidence> all = new ArrayList<>(spot.evidence());
    all.addAll(tried);
    return all;
  }
}
