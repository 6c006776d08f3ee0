package dev.fairlead.engine;

import static dev.fairlead.testbed.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.OperationTimeoutException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.testbed.Answers;
import dev.fairlead.testbed.ScriptedDaemon;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** Cancelled and closed commands beside a daemon that does what it is told. */
class ExecKillTest {

  private static final ContainerId BOX = ContainerId.of("box");
  private static final ExecSpec SPEC = ExecSpec.of("main");
  private static final String RUNS = "{\"Running\":true,\"ExitCode\":null,\"Pid\":7}";
  private static final String NOT_YET = "{\"Running\":false,\"ExitCode\":null,\"Pid\":0}";
  private static final String ENDED = "{\"Running\":false,\"ExitCode\":137,\"Pid\":7}";

  @RegisterExtension final ScriptedEngine engine = new ScriptedEngine();
  @TempDir Path directory;

  @BeforeEach
  void listens() throws IOException {
    engine
        .listen(directory)
        .on(
            "POST /containers/box/exec",
            json(201, "{\"Id\":\"main\"}"),
            json(201, "{\"Id\":\"look\"}"))
        .on("POST /exec/main/start", open())
        .on("GET /exec/main/json", json(200, RUNS))
        .on("POST /exec/look/start", finds("killed\n"))
        .on("GET /exec/look/json", json(200, "{\"Running\":false,\"ExitCode\":0,\"Pid\":8}"));
  }

  /** An upgraded connection that says nothing and stays. */
  private static ScriptedDaemon.Answer open() {
    return (request, channel) -> {
      Answers.write(
          channel, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
      return channel.read(ByteBuffer.allocate(1)) > 0;
    };
  }

  private static ScriptedDaemon.Answer finds(String words) {
    byte[] bytes = words.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(8 + bytes.length);
    frame.put((byte) 1).position(4);
    frame.putInt(bytes.length).put(bytes);
    return Answers.upgraded(frame.array());
  }

  private AttachedProcess started() {
    return engine.containers().exec(BOX, SPEC).block(ScriptedEngine.SOON);
  }

  @Test
  void aCommandIsDeadOnlyWhenTheDaemonSaysSo() {
    engine.on(
        "GET /exec/main/json", json(200, RUNS), json(200, RUNS), json(200, RUNS), json(200, ENDED));
    started().close().as(StepVerifier::create).expectComplete().verify(ScriptedEngine.SOON);
    assertThat(engine.asked("POST /exec/look/start")).isEqualTo(2);
    assertThat(engine.asked("GET /exec/main/json")).isEqualTo(4);
  }

  @Test
  void oneThatHasEndedIsNotLookedFor() {
    engine.on("GET /exec/main/json", json(200, ENDED));
    AttachedProcess process = started();
    process
        .exit()
        .as(StepVerifier::create)
        .expectNext(new Exit.Exited(137))
        .expectComplete()
        .verify(ScriptedEngine.SOON);
    process.close().as(StepVerifier::create).expectComplete().verify(ScriptedEngine.SOON);
    assertThat(engine.asked("POST /containers/box/exec")).isEqualTo(1);
    assertThat(engine.asked("GET /exec/main/json")).isEqualTo(1);
  }

  /** Docker says 126 of a command that runs, when its connection broke while it wrote. */
  @Test
  void thatTheDaemonTakesItForEndedIsNotBelievedAfterACut() {
    engine.on("GET /exec/main/json", json(200, "{\"Running\":false,\"ExitCode\":126,\"Pid\":7}"));
    AttachedProcess process = started();
    process.output().as(StepVerifier::create).thenCancel().verify(ScriptedEngine.SOON);
    process
        .exit()
        .as(StepVerifier::create)
        .expectNextMatches(Exit.Lost.class::isInstance)
        .expectComplete()
        .verify(ScriptedEngine.SOON);
    process.close().as(StepVerifier::create).expectComplete().verify(ScriptedEngine.SOON);
    assertThat(engine.asked("POST /exec/look/start")).isEqualTo(1);
  }

  @Test
  void whatDoesNotDieIsNamed() {
    engine.on("POST /exec/look/start", finds("left 12:500 13:501\n"));
    AttachedProcess process = started();
    process
        .close()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendFailureException.class)
                    .hasMessageContaining("kill main in container box")
                    .hasMessageContaining("it may go on: processes 12, 13 do not die"))
        .verify(ScriptedEngine.SOON);
    engine.on("GET /exec/main/json", json(200, ENDED));
    process.close().as(StepVerifier::create).expectComplete().verify(ScriptedEngine.SOON);
  }

  @Test
  void whatIsNotFoundIsLookedForAsRootToo() {
    engine.on("POST /exec/look/start", finds("none\n"), finds("none\n"), finds("none\n"));
    started()
        .close()
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(error).hasMessageContaining("it may go on: it was not found"))
        .verify(ScriptedEngine.SOON);
    assertThat(engine.requests())
        .filteredOn(request -> request.path().equals("/containers/box/exec"))
        .anyMatch(
            request ->
                request.body().contains("\"User\":\"0\"")
                    && request.body().contains("\"/bin/sh\"")
                    && request.body().contains("\"Privileged\":false"));
  }

  @Test
  void aStartThatIsCancelledGoesOnAndIsKilled() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    engine.on(
        "POST /exec/main/start",
        (request, channel) -> {
          asked.countDown();
          await(cancelled);
          return open().write(request, channel);
        });
    engine.on("GET /exec/main/json", json(200, NOT_YET), json(200, RUNS), json(200, ENDED));
    EngineContainers containers = engine.containers();
    Disposable use = containers.exec(BOX, SPEC).subscribe();
    asked.await();
    use.dispose();
    cancelled.countDown();
    engine.client().cleanups().settled().block(ScriptedEngine.SOON);
    assertThat(engine.asked("POST /exec/look/start")).isEqualTo(1);
    assertThat(engine.asked("GET /exec/main/json")).isEqualTo(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aStartThatIsNotAnsweredIsKilledBeforeTheError() {
    engine.on("POST /exec/main/start", Answers.silence());
    engine.on("GET /exec/main/json", json(200, RUNS), json(200, ENDED));
    engine
        .containers()
        .exec(BOX, SPEC)
        .as(StepVerifier::create)
        .expectError(OperationTimeoutException.class)
        .verify(ScriptedEngine.SOON);
    assertThat(engine.asked("POST /exec/look/start")).isEqualTo(1);
  }

  @Test
  void aStartThatIsRefusedLeavesNothingToKill() {
    engine.on("POST /exec/main/start", json(409, "{\"message\":\"Container box is not running\"}"));
    engine
        .containers()
        .exec(BOX, SPEC)
        .as(StepVerifier::create)
        .expectErrorMatches(error -> error.getMessage().contains("is not running"))
        .verify(ScriptedEngine.SOON);
    assertThat(engine.asked("GET /exec/main/json")).isZero();
  }

  @Test
  void theZeroThatPodmanSaysBeforeTheEndIsNoExitCode() {
    String zero = "{\"Running\":false,\"ExitCode\":0,\"Pid\":0}";
    engine.ping("Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\n", "1.24", "4.3.1");
    engine.on(
        "GET /exec/main/json",
        json(200, zero),
        json(200, zero),
        json(200, "{\"Running\":true,\"ExitCode\":0,\"Pid\":7}"),
        json(200, "{\"Running\":false,\"ExitCode\":7,\"Pid\":0}"));
    started()
        .exit()
        .as(StepVerifier::create)
        .expectNext(new Exit.Exited(7))
        .expectComplete()
        .verify(ScriptedEngine.SOON);
  }
}
