package dev.fairlead.engine;

import static dev.fairlead.engine.FrameDecoderTest.frame;
import static dev.fairlead.engine.FrameDecoderTest.join;
import static dev.fairlead.engine.ScriptedEngine.SOON;
import static dev.fairlead.testbed.Answers.chunked;
import static dev.fairlead.testbed.Answers.cutBody;
import static dev.fairlead.testbed.Answers.json;
import static dev.fairlead.testbed.Answers.silence;
import static dev.fairlead.testbed.Answers.silentBody;
import static dev.fairlead.testbed.Answers.upgraded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testbed.Answers;
import dev.fairlead.testbed.ScriptedDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What becomes of answers that are cut off, wrong or missing. */
class FaultTest {

  private static final ContainerId WEB = ContainerId.of("web");
  private static final String RUNNING =
      "{\"Id\":\"0a\",\"Name\":\"/web\",\"Config\":{\"Image\":\"i\"},\"State\":{\"Status\":"
          + "\"running\",\"StartedAt\":\"2026-01-02T12:00:00Z\"}}";
  private static final String CREATED =
      "{\"Id\":\"0a\",\"Name\":\"/web\",\"Config\":{\"Image\":\"i\"},\"State\":{\"Status\":"
          + "\"created\",\"StartedAt\":\"0001-01-01T00:00:00Z\"}}";

  @TempDir Path directory;
  @RegisterExtension final ScriptedEngine engine = new ScriptedEngine();

  @BeforeEach
  void listen() throws IOException {
    engine.listen(directory);
  }

  private static void fails(Mono<?> operation, Class<? extends Throwable> type, String part) {
    operation
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(error).isInstanceOf(type).hasMessageContaining(part))
        .verify(SOON);
  }

  private Mono<EngineClient> opening() {
    return EngineClient.open("docker", engine.endpoint(), BackendOptions.defaults());
  }

  @Test
  void theNewestVersionThatBothSpeakIsTaken() {
    assertThat(engine.open().api()).isEqualTo(new ApiVersion(1, 41));
    engine.version("1.60", "1.44", "30.1.0");
    assertThat(engine.open().api()).isEqualTo(EngineVersion.CLIENT_MAXIMUM);
    assertThat(engine.open().version()).hasToString("Docker Engine 30.1.0");
  }

  @Test
  void versionsThatDoNotMeetAreNamedWithWhatToDo() {
    engine.version("1.40", "1.12", "19.03.1");
    fails(opening(), BackendFailureException.class, "19.03.1 speaks 1.40 at most, and Fairlead");
    fails(opening(), BackendFailureException.class, "try: upgrade Docker to 20.10");
    engine.version("1.90", "1.70", "50.0");
    fails(opening(), BackendFailureException.class, "wants 1.70 at least, and Fairlead speaks");
  }

  @Test
  void podmanIsRecognised() {
    engine.ping("Api-Version: 1.41\r\nLibpod-Api-Version: 5.4.2\r\n", "1.24", "5.4.2");
    assertThat(engine.open().version().family()).isEqualTo(EngineFamily.PODMAN);
    assertThat(engine.open().version()).hasToString("Podman 5.4.2");
  }

  @Test
  void whatIsNoEngineIsNotTakenForOne() {
    engine.on("GET /_ping", json(200, "OK"));
    fails(opening(), BackendFailureException.class, "no container engine");
    engine.on("GET /_ping", json(200, "Api-Version: banana\r\n", "OK"));
    fails(opening(), BackendFailureException.class, "'banana' is not an API version");
    engine.on("GET /_ping", json(503, "down"));
    fails(opening(), BackendUnavailableException.class, "HTTP 503");
  }

  @Test
  void silenceIsATimeoutAndACutIsRetryable() {
    engine.on("GET /containers/web/json", silence());
    fails(engine.containers().inspect(WEB), OperationTimeoutException.class, "inspect container");
    engine.on(
        "GET /containers/web/json",
        (request, channel) -> {
          Answers.write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Id\"");
          return false;
        });
    fails(engine.containers().inspect(WEB), BackendUnavailableException.class, "inspect");
    engine.on(
        "GET /containers/web/json",
        (request, channel) -> {
          Answers.write(channel, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Id\"");
          return silence().write(request, channel);
        });
    fails(
        engine.containers().inspect(WEB),
        OperationTimeoutException.class,
        "did not end within 2 s");
  }

  @Test
  void garbageIsAFailureAndNeverAValue() {
    engine.on("GET /containers/web/json", json(200, "<html>"));
    fails(engine.containers().inspect(WEB), BackendFailureException.class, "<html>");
    engine.on("GET /containers/web/json", json(200, "{}"));
    fails(engine.containers().inspect(WEB), BackendFailureException.class, "makes no sense");
  }

  @Test
  void aWaitThatIsCutOffIsInterrupted() {
    engine.on("GET /containers/web/json", json(200, RUNNING));
    engine.on("POST /containers/web/wait", cutBody());
    fails(
        engine.containers().waitFor(WEB, WaitCondition.NOT_RUNNING),
        StreamInterruptedException.class,
        "the wait was cut off");
    engine.on("POST /containers/web/wait", chunked(true));
    fails(
        engine.containers().waitFor(WEB, WaitCondition.NOT_RUNNING),
        StreamInterruptedException.class,
        "the wait was cut off");
  }

  @Test
  void aWaitWithoutACodeIsLostAndNeverZero() {
    engine.on("GET /containers/web/json", json(200, RUNNING));
    for (String body :
        new String[] {
          "{\"StatusCode\":-1,\"Error\":null}",
          "{\"StatusCode\":0,\"Error\":{\"Message\":\"container has already been removed\"}}",
          "{\"Error\":null}"
        }) {
      engine.on("POST /containers/web/wait", json(200, body));
      assertThat(engine.containers().waitFor(WEB, WaitCondition.NOT_RUNNING).block(SOON))
          .as(body)
          .isInstanceOf(Exit.Lost.class);
    }
    engine.on(
        "POST /containers/web/wait",
        json(200, "{\"StatusCode\":1,\"Error\":{\"Message\":\"driver failed\"}}"));
    fails(
        engine.containers().waitFor(WEB, WaitCondition.NOT_RUNNING),
        BackendFailureException.class,
        "driver failed");
  }

  private Mono<String> attached() {
    return Mono.usingWhen(
        engine.containers().attach(WEB, AttachOptions.output()),
        process -> process.output().map(OutputFrame::text).reduce("", String::concat),
        AttachedProcess::close);
  }

  @Test
  void theEndOfTheConnectionIsNotTheEndOfTheOutput() {
    engine.on("GET /containers/web/json", json(200, RUNNING));
    engine.on("POST /containers/web/wait", silentBody());
    engine.on("POST /containers/web/attach", upgraded(frame(1, "half")));
    fails(attached(), StreamInterruptedException.class, "the process did not");
    engine.on("POST /containers/web/attach", upgraded(Arrays.copyOf(frame(1, "half"), 10)));
    fails(attached(), StreamInterruptedException.class, "2 bytes before the end of a frame");
    engine.on("POST /containers/web/attach", upgraded(frame(1, "half")));
    engine.on("GET /containers/web/json", json(200, RUNNING), json(500, "{}"));
    fails(attached(), StreamInterruptedException.class, "the daemon cannot tell why");
  }

  @Test
  void theEndOfTheProcessIsTheEndOfTheOutput() {
    engine.on("POST /containers/web/wait", silentBody());
    engine.on("POST /containers/web/attach", upgraded(join(frame(1, "whole"), frame(2, "!"))));
    engine.on(
        "GET /containers/web/json",
        json(200, RUNNING),
        json(200, RUNNING.replace("running", "exited")));
    assertThat(attached().block(SOON)).isEqualTo("whole!");
    engine.on("GET /containers/web/json", json(200, RUNNING), json(404, "{}"));
    assertThat(attached().block(SOON)).isEqualTo("whole!");
  }

  @Test
  void aStartThatFailsReleasesAttachmentAndWait() {
    engine.on("GET /containers/web/json", json(200, CREATED));
    engine.on(
        "POST /containers/web/attach",
        (request, channel) -> {
          Answers.write(
              channel, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
          silence().write(request, channel);
          engine.on("GET /released/attach", json(200, ""));
          return false;
        });
    engine.on(
        "POST /containers/web/wait",
        (request, channel) -> {
          silentBody().write(request, channel);
          engine.on("GET /released/wait", json(200, ""));
          return false;
        });
    engine.on("POST /containers/web/start", json(500, "{\"message\":\"no\"}"));
    EngineContainers containers = engine.containers();
    fails(
        containers.startAttached(WEB, AttachOptions.output()),
        BackendFailureException.class,
        "no (HTTP 500)");
    for (String what : new String[] {"attach", "wait"}) {
      Mono.defer(() -> released(what))
          .repeatWhenEmpty(50, rounds -> rounds.delayElements(Duration.ofMillis(20)))
          .as(StepVerifier::create)
          .expectNext(what)
          .expectComplete()
          .verify(SOON);
    }
  }

  private Mono<String> released(String what) {
    EngineClient client = engine.open();
    return client
        .send(client.get("look", "/released/" + what))
        .map(status -> what)
        .onErrorResume(error -> Mono.empty())
        .flatMap(done -> client.close().thenReturn(done));
  }

  @Test
  void anExecHasNoCodeBeforeItRanAndWhileItRuns() {
    engine.on("POST /containers/web/exec", json(201, "{\"Id\":\"e1\"}"));
    engine.on("POST /exec/e1/start", upgraded(frame(1, "x")));
    engine.on(
        "GET /exec/e1/json",
        json(200, "{\"Running\":false,\"ExitCode\":null,\"Pid\":0}"),
        json(200, "{\"Running\":true,\"ExitCode\":0,\"Pid\":7}"),
        json(200, "{\"Running\":false,\"ExitCode\":5,\"Pid\":7}"));
    Mono.usingWhen(
            engine.containers().exec(WEB, ExecSpec.of("x")),
            AttachedProcess::exit,
            AttachedProcess::close)
        .as(StepVerifier::create)
        .expectNext(new Exit.Exited(5))
        .expectComplete()
        .verify(SOON);
    engine.on("GET /exec/e1/json", json(404, "{\"message\":\"No such exec instance: e1\"}"));
    engine.on("POST /exec/e1/start", upgraded(frame(1, "x")), upgraded(frame(1, "none\n")));
    assertThat(
            Mono.usingWhen(
                    engine.containers().exec(WEB, ExecSpec.of("x")),
                    AttachedProcess::exit,
                    AttachedProcess::close)
                .block(SOON))
        .isInstanceOf(Exit.Lost.class);
  }

  @Test
  void podmansWayToSayThatANameIsTakenIsUnderstood() {
    ContainerSpec spec = ContainerSpec.builder("i").name("web").build();
    String marked = Ownership.mark(spec, Clock.systemUTC()).labels().get(Ownership.SPEC);
    engine.on(
        "POST /containers/create",
        json(
            500,
            "{\"cause\":\"that name is already in use\",\"message\":\"creating container storage:"
                + " the container name \\\"web\\\" is already in use by 0a: that name is already"
                + " in use\",\"response\":500}"));
    engine.on(
        "GET /containers/web/json",
        json(
            200,
            CREATED.replace(
                "\"Image\":\"i\"",
                "\"Image\":\"i\",\"Labels\":{\"" + Ownership.SPEC + "\":\"" + marked + "\"}")));
    assertThat(engine.containers().create(spec, PlanMode.STRICT).block(SOON).outcome())
        .isEqualTo(CreateResult.Outcome.EXISTED);
    fails(
        engine.containers().create(spec.toBuilder().command("other").build(), PlanMode.STRICT),
        ConflictException.class,
        "differs in command");
  }

  @Test
  void anImageThatPodmanDoesNotSeeForAMomentIsAskedForAgain() {
    ScriptedDaemon.Answer unseen =
        json(
            500,
            "{\"cause\":\"image not known\",\"message\":\"i: image not known\",\"response\":500}");
    engine.on("POST /containers/create", unseen, unseen, json(201, "{\"Id\":\"0c\"}"));
    engine.on("GET /images/i/json", json(200, "{\"Id\":\"sha256:0d\"}"));
    assertThat(
            engine
                .containers()
                .create(ContainerSpec.builder("i").build(), PlanMode.STRICT)
                .block(SOON)
                .id()
                .value())
        .isEqualTo("0c");
  }

  @Test
  void anImageThatIsNotThereIsAskedForOnceWhateverTheStatus() {
    engine.on("GET /images/i/json", json(404, "{\"message\":\"i: image not known\"}"));
    for (int status : new int[] {404, 500}) {
      long before = engine.asked("POST /containers/create");
      engine.on("POST /containers/create", json(status, "{\"message\":\"i: image not known\"}"));
      fails(
          engine.containers().create(ContainerSpec.builder("i").build(), PlanMode.STRICT),
          NotFoundException.class,
          "image not known");
      assertThat(engine.asked("POST /containers/create") - before)
          .as("calls that were answered by %d", status)
          .isEqualTo(1);
    }
  }

  @Test
  void aCreationWithoutAnAnswerIsTakenBack() {
    engine.on("POST /containers/create", (request, channel) -> false);
    engine.on(
        "GET /containers/json",
        (request, channel) ->
            json(
                    200,
                    "[{\"Id\":\"0b\",\"Names\":[\"/x\"],\"Labels\":{\""
                        + Ownership.ATTEMPT
                        + "\":\""
                        + attempt(request.target())
                        + "\"}}]")
                .write(request, channel));
    engine.on("DELETE /containers/0b", json(204, ""));
    fails(
        engine.containers().create(ContainerSpec.builder("i").build(), PlanMode.STRICT),
        BackendUnavailableException.class,
        "create");
    assertThat(engine.asked("DELETE /containers/0b")).isEqualTo(1);
  }

  private static String attempt(String target) {
    return target.replaceFirst(".*attempt%3D([0-9a-f-]+).*", "$1");
  }

  @Test
  void aListThatCannotBeReadIsAnErrorAndNeverShorter() {
    engine.on("GET /containers/json", json(200, "[{\"Id\":\"0a\",\"Names\":[\"/a\"]},{}]"));
    fails(
        engine.containers().list(ContainerFilter.all()).collectList(),
        BackendFailureException.class,
        "makes no sense");
    engine.on("GET /containers/json", json(500, "{\"message\":\"database is locked\"}"));
    fails(
        engine.containers().list(ContainerFilter.all()).collectList(),
        BackendFailureException.class,
        "database is locked");
  }
}
