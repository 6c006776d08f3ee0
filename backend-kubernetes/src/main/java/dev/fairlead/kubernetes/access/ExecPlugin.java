package dev.fairlead.kubernetes.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fairlead.kubernetes.access.Kubeconfig.Entry;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.process.CapturedOutput;
import dev.fairlead.transport.process.ProcessCommand;
import dev.fairlead.transport.process.ProcessException;
import dev.fairlead.transport.process.ProcessLauncher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A program that hands out credentials, as {@code client.authentication.k8s.io} v1 and v1beta1 say.
 * What it gave is kept until it expires or the server rejects it. The program never gets a
 * terminal: somebody has to have logged in already.
 */
final class ExecPlugin implements Credentials {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 1 << 20;
  private static final int SHOWN_CHARACTERS = 300;

  /** What the program gave. */
  record Given(
      Optional<String> header,
      Optional<String> certificate,
      Optional<String> key,
      Optional<Instant> expires) {
    @Override
    public String toString() {
      return "***";
    }
  }

  private final Entry user;
  private final Map<String, Object> cluster;
  private final ProbeContext machine;
  private final Mono<Given> credential;
  private volatile @Nullable Given last;
  private volatile @Nullable Given refused;

  @SuppressWarnings("ReferenceEquality") // what one run gave, also if the next gives the same
  ExecPlugin(Entry user, Map<String, Object> cluster, ProbeContext machine, Clock clock) {
    this.user = user;
    this.cluster = Map.copyOf(cluster);
    this.machine = machine;
    this.credential =
        Mono.defer(this::run)
            .doOnNext(given -> last = given)
            .cacheInvalidateIf(
                given ->
                    given == refused
                        || given
                            .expires()
                            .filter(end -> !clock.instant().isBefore(end))
                            .isPresent());
  }

  /** What it gives, run if need be. */
  Mono<Given> given() {
    return credential;
  }

  @Override
  public Mono<String> header() {
    return credential.flatMap(given -> Mono.justOrEmpty(given.header()));
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // what one run gave, also if the next gives the same
  public boolean rejected(String header) {
    Given known = last;
    if (known == null || known == refused) {
      return false;
    }
    if (known.header().filter(header::equals).isPresent()) {
      refused = known;
    }
    return true;
  }

  private JsonNode config() {
    return user.body().path("exec");
  }

  private Mono<Given> run() {
    String version = config().path("apiVersion").asText("");
    if (!version.matches("client\\.authentication\\.k8s\\.io/v1(beta1)?")) {
      return Mono.error(
          () -> failure("its apiVersion is '" + version + "', not v1 or v1beta1", null));
    }
    ProcessCommand command =
        ProcessCommand.of(arguments())
            .withEnvironment(environment(version), ProcessCommand.EnvironmentBase.EMPTY)
            .withDeadline(DEADLINE);
    return Mono.usingWhen(
            Mono.fromSupplier(ProcessLauncher::open),
            launcher -> launcher.capture(command, Flux.<ByteBuffer>empty(), MOST_BYTES),
            ProcessLauncher::close)
        .publishOn(Schedulers.boundedElastic())
        .map(this::read)
        .onErrorMap(
            ProcessException.class, broken -> failure(String.valueOf(broken.getMessage()), broken));
  }

  private List<String> arguments() {
    String program = config().path("command").asText("");
    List<String> all = new ArrayList<>();
    // As kubectl: a path is relative to the file, a bare name is looked for on the PATH.
    all.add(program.indexOf('/') > 0 ? user.resolve(program).toString() : program);
    config().path("args").forEach(argument -> all.add(argument.asText()));
    return all;
  }

  private Map<String, String> environment(String version) {
    Map<String, String> all = new LinkedHashMap<>(machine.environment());
    config()
        .path("env")
        .forEach(pair -> all.put(pair.path("name").asText(), pair.path("value").asText()));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("interactive", false);
    if (config().path("provideClusterInfo").asBoolean(false)) {
      spec.put("cluster", cluster);
    }
    Map<String, Object> info =
        Map.of("apiVersion", version, "kind", "ExecCredential", "spec", spec);
    all.put(
        "KUBERNETES_EXEC_INFO", new String(Json.standard().write(info), StandardCharsets.UTF_8));
    return all;
  }

  private Given read(CapturedOutput output) {
    if (output.exitCode() != 0) {
      String said = output.stderrText().strip().lines().findFirst().orElse("it said nothing");
      throw failure("it ended with code " + output.exitCode() + ": " + shortened(said), null);
    }
    byte[] text = output.stdoutText().getBytes(StandardCharsets.UTF_8);
    JsonNode status;
    try {
      JsonNode whole = Json.standard().read(text, JsonNode.class);
      status = whole == null ? MissingNode.getInstance() : whole.path("status");
    } catch (TransportException garbage) {
      // Its cause may quote what was read.
      throw failure("what it wrote is no JSON", null);
    }
    Given given =
        new Given(
            text(status, "token").map(token -> "Bearer " + token),
            text(status, "clientCertificateData"),
            text(status, "clientKeyData"),
            text(status, "expirationTimestamp").map(this::instant));
    if (given.header().isEmpty() && given.certificate().isEmpty()) {
      throw failure("it gave neither a token nor a certificate", null);
    }
    if (given.certificate().isPresent() != given.key().isPresent()) {
      throw failure("it gave a certificate without its key, or a key without a certificate", null);
    }
    return given;
  }

  private Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw failure("its expirationTimestamp is no time of RFC 3339", null);
    }
  }

  private static Optional<String> text(JsonNode node, String key) {
    return Optional.of(node.path(key).asText("")).filter(value -> !value.isBlank());
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private AccessDeniedException failure(String what, @Nullable Throwable cause) {
    String program = config().path("command").asText("");
    String hint = config().path("installHint").asText("").strip().lines().findFirst().orElse("");
    return new AccessDeniedException(
        ErrorContext.of(
                "kubernetes",
                "get credentials from " + program + ", the plugin of user " + user.name())
            .withRemedy(
                cause == null || hint.isEmpty() ? "kubectl get pods, to log in again" : hint),
        what,
        cause);
  }
}
