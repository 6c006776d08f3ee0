package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.NotFoundException.Kind;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.TransportException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Quotes daemons, each with the version that said it. */
class EngineErrorsTest {

  private static final ErrorContext CONTEXT =
      ErrorContext.of("docker", "start container web").withResource("web");
  private final EngineErrors errors = new EngineErrors("docker");

  private ContainerException map(int status, String body) {
    return map(status, body, Kind.CONTAINER);
  }

  private ContainerException map(int status, String body, Kind missing) {
    return errors.of(
        CONTEXT, missing, status, EngineErrors.words(body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String docker(String message) {
    return "{\"message\":\"" + message.replace("\"", "\\\"") + "\"}";
  }

  private static String podman(String cause, String message, int response) {
    return "{\"cause\":\""
        + cause
        + "\",\"message\":\""
        + message.replace("\"", "\\\"")
        + "\",\"response\":"
        + response
        + "}";
  }

  static Stream<Arguments> said() {
    return Stream.of(
        said("Docker 28.5", 404, docker("No such container: web"), NotFoundException.class),
        said(
            "Docker 20.10, name taken",
            409,
            docker(
                "Conflict. The container name \"/n\" is already in use by container \"0a1b\". You"
                    + " have to remove (or rename) that container to be able to reuse that name."),
            ConflictException.class),
        said(
            "Podman 5.4, name taken",
            500,
            podman(
                "that name is already in use",
                "creating container storage: the container name \"n\" is already in use by 0a1b. "
                    + "You have to remove that container to be able to reuse that name: that name"
                    + " is already in use",
                500),
            ConflictException.class),
        said(
            "Podman 5.8, rename to a taken name",
            500,
            podman("", "renaming container: UNIQUE constraint failed: ContainerConfig.Name", 500),
            ConflictException.class),
        said(
            "Podman 4.3, remove a running one",
            500,
            podman(
                "container state improper",
                "cannot remove container 0a1b as it is running - running or paused containers"
                    + " cannot be removed without force: container state improper",
                500),
            ConflictException.class),
        said(
            "Podman 5.4, exec in a stopped one",
            500,
            podman(
                "container state improper",
                "can only create exec sessions on running containers: container state improper",
                500),
            ConflictException.class),
        said(
            "Docker 28.5, unpause one that is not paused",
            500,
            docker("Container 0a1b is not paused"),
            ConflictException.class),
        said(
            "Docker 20.10, network in use",
            403,
            docker("error while removing network: network n id 0a has active endpoints"),
            ConflictException.class),
        said(
            "Docker with a plugin",
            403,
            docker("authorization denied"),
            AccessDeniedException.class),
        said(
            "Docker 28.5, wrong JSON",
            400,
            docker("invalid JSON: unexpected EOF"),
            InvalidSpecException.class),
        said(
            "Docker 20.10, bad bind",
            500,
            docker(
                "invalid volume specification: '/x:y': invalid mount config: mount path must be"
                    + " absolute"),
            InvalidSpecException.class),
        said(
            "Docker 20.10, unknown security option",
            500,
            docker("invalid --security-opt 2: \"colour=red\""),
            InvalidSpecException.class),
        said(
            "Docker 20.10, bad option of ps",
            500,
            docker("ps: error: unknown gnu long option"),
            InvalidSpecException.class),
        said(
            "Docker 20.10, ps without numbers",
            500,
            docker("Couldn't find PID field in ps output"),
            InvalidSpecException.class),
        said(
            "Docker 20.10, bind source missing",
            400,
            docker("invalid mount config for type \"bind\": bind source path does not exist: /x"),
            InvalidSpecException.class),
        said(
            "Podman 5.4, bad image name",
            500,
            podman(
                "",
                "normalizing image: normalizing name for compat API: invalid reference" + " format",
                500),
            InvalidSpecException.class),
        said(
            "Docker 20.10, device missing",
            500,
            docker(
                "error gathering device information while adding custom device \"/dev/nope\":"
                    + " no such file or directory"),
            InvalidSpecException.class),
        said(
            "Docker 28.5, no GPU",
            500,
            docker("could not select device driver \"\" with capabilities: [[gpu]]"),
            InvalidSpecException.class),
        said(
            "Docker 20.10, driver none",
            501,
            docker("configured logging driver does not support reading"),
            OperationUnsupportedException.class),
        said(
            "Podman 5.4, driver none",
            500,
            podman("", "this container is not logging output", 500),
            OperationUnsupportedException.class),
        said("Docker, unknown path", 404, docker("page not found"), BackendFailureException.class),
        said("Podman, unknown path", 404, "Not Found\n", BackendFailureException.class),
        said("a proxy", 503, "<html>Service Unavailable</html>", BackendUnavailableException.class),
        said("a proxy", 504, "", OperationTimeoutException.class),
        said("Podman 4.3, empty body", 404, "", NotFoundException.class),
        said("Docker, anything else", 500, docker("shim is gone"), BackendFailureException.class));
  }

  private static Arguments said(
      String who, int status, String body, Class<? extends ContainerException> type) {
    return Arguments.of(who, status, body, type);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("said")
  void wordsAndStatusGiveTheKind(
      String who, int status, String body, Class<? extends ContainerException> type) {
    ContainerException error = map(status, body);
    assertThat(error).isInstanceOf(type);
    assertThat(error.context().nativeCode()).hasValue("HTTP " + status);
    assertThat(error.getMessage()).startsWith("docker could not start container web: ");
    assertThat(error.retryable()).isEqualTo(status == 503 || status == 504);
  }

  static Stream<Arguments> ports() {
    return Stream.of(
        Arguments.of(
            "Docker 20.10, held by a container",
            "driver failed programming external connectivity on endpoint web (0a): Bind for"
                + " 0.0.0.0:18080 failed: port is already allocated",
            18080),
        Arguments.of(
            "Docker 20.10, held by a container, IPv6",
            "Bind for :::18080 failed: port is already allocated",
            18080),
        Arguments.of(
            "Docker 20.10, held by another process",
            "driver failed programming external connectivity on endpoint web (0a): Error starting"
                + " userland proxy: listen tcp4 127.0.0.1:18099: bind: address already in use",
            18099),
        Arguments.of(
            "Docker 28.5, held by another process",
            "failed to bind host port for 127.0.0.1:18099:172.17.0.2:80/tcp: address already in"
                + " use",
            18099),
        Arguments.of(
            "Podman 5.4",
            "rootlessport listen tcp 0.0.0.0:8080: bind: address already in use",
            8080),
        Arguments.of(
            "Docker Desktop",
            "Ports are not available: exposing port TCP 0.0.0.0:8080 -> 127.0.0.1:0: listen tcp"
                + " 0.0.0.0:8080: bind: address already in use",
            8080));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ports")
  void aTakenPortIsReadFromTheWords(String who, String words, int port) {
    assertThat(map(500, docker(words)))
        .isInstanceOfSatisfying(
            PortInUseException.class,
            taken -> {
              assertThat(taken.port()).isEqualTo(port);
              assertThat(taken.holder()).isEmpty();
              assertThat(taken).hasMessageContaining("try: another host port");
            });
  }

  static Stream<Arguments> missing() {
    return Stream.of(
        Arguments.of("Docker 20.10", 404, docker("No such image: absent:latest"), Kind.IMAGE),
        Arguments.of(
            "Podman 5.4",
            404,
            podman(
                "image not known", "no such image: docker.io/library/absent: image not known", 404),
            Kind.IMAGE),
        Arguments.of(
            "Podman 4.3, a part of an id",
            500,
            podman(
                "invalid format: no 64-byte hexadecimal value",
                "normalizing image: normalizing name for compat API: sha256:deadbeefdead: invalid"
                    + " format: no 64-byte hexadecimal value",
                500),
            Kind.IMAGE),
        Arguments.of("Docker 28.5", 404, docker("network absent not found"), Kind.NETWORK),
        Arguments.of(
            "Podman 5.4, at create",
            500,
            podman(
                "network not found",
                "unable to find network with name or ID absent: network" + " not found",
                500),
            Kind.NETWORK),
        Arguments.of("Docker 20.10", 404, docker("No such exec instance: 0a"), Kind.EXEC),
        Arguments.of(
            "Docker 20.10",
            400,
            docker(
                "failed to create shim task: OCI runtime create failed: runc create failed: unable"
                    + " to start container process: exec: \"nope\": executable file not found in"
                    + " $PATH: unknown"),
            Kind.COMMAND),
        Arguments.of(
            "Docker 20.10, absolute",
            400,
            docker(
                "OCI runtime create failed: runc create failed: unable to start container"
                    + " process: exec: \"/nope\": stat /nope: no such file or directory: unknown"),
            Kind.COMMAND),
        Arguments.of(
            "Podman 5.4, crun",
            500,
            podman(
                "OCI runtime attempted to invoke a command that was not found",
                "crun:"
                    + " executable file `nope` not found in $PATH: No such file or directory: OCI"
                    + " runtime attempted to invoke a command that was not found",
                500),
            Kind.COMMAND));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("missing")
  void whatIsMissingIsReadFromTheWords(String who, int status, String body, Kind kind) {
    assertThat(map(status, body))
        .isInstanceOfSatisfying(
            NotFoundException.class, error -> assertThat(error.kind()).isEqualTo(kind));
  }

  @Test
  void errorsInsideABodyOfAPullAreToldApart() {
    ErrorContext pull = ErrorContext.of("docker", "pull absent");
    assertThat(errors.inBody(pull, Kind.IMAGE, "manifest for absent:1 not found: manifest unknown"))
        .isInstanceOf(NotFoundException.class);
    assertThat(errors.inBody(pull, Kind.IMAGE, "unauthorized: authentication required"))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(
            errors.inBody(
                pull, Kind.IMAGE, "Get \"https://r/v2/\": net/http: TLS handshake timeout"))
        .isInstanceOf(BackendUnavailableException.class);
    assertThat(errors.inBody(pull, Kind.IMAGE, "no space left on device"))
        .isInstanceOf(BackendFailureException.class);
  }

  @ParameterizedTest
  @EnumSource(TransportException.Kind.class)
  void errorsOfTheWireAreRetryableWhereTheyMayPass(TransportException.Kind kind) {
    EngineCall call =
        EngineCall.of(HttpRequest.get("/x"), CONTEXT, Kind.OTHER, Duration.ofSeconds(3));
    TransportException wire = new TransportException(kind, "GET /x broke", null);
    ContainerException error = (ContainerException) errors.of(call, wire);
    boolean permanent =
        kind == TransportException.Kind.ACCESS_DENIED
            || kind == TransportException.Kind.TLS
            || kind == TransportException.Kind.GARBAGE
            || kind == TransportException.Kind.TOO_LARGE
            || kind == TransportException.Kind.REJECTED;
    assertThat(error.retryable()).isNotEqualTo(permanent);
    assertThat(error).hasMessageContaining("GET /x broke").hasCause(wire);
    if (kind == TransportException.Kind.CUT) {
      assertThat(errors.of(call.lasting(), wire)).isInstanceOf(StreamInterruptedException.class);
    }
  }

  @Test
  void longWordsAreShortened() {
    assertThat(map(500, docker("x".repeat(50_000))).getMessage()).hasSizeLessThan(2200);
  }
}
