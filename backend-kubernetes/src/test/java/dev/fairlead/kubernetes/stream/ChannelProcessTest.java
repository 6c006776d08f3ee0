package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testbed.Answers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Both versions of the channel protocol, and how it breaks off. */
class ChannelProcessTest {

  private static final String SUCCESS = "\3{\"metadata\":{},\"status\":\"Success\"}";

  @TempDir Path directory;

  private ScriptedPod pod;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() throws IOException {
    pod = new ScriptedPod(directory.resolve("api"), directory.resolve("api"));
  }

  @AfterEach
  void close() throws IOException {
    pod.close();
  }

  /** What the kubelet does once the way stands. The first command looks for a shell. */
  private AttachedProcess exec(String protocol, ExecSpec spec, ChannelPeer.Talk talk) {
    pod.on(
        "exec",
        ChannelPeer.answer(protocol, peer -> peer.send("\1", code(7)).goodbye()),
        ChannelPeer.answer(protocol, talk));
    return pod.streams().exec(ScriptedPod.ID, spec).block(ScriptedPod.LIMIT);
  }

  private static String code(int code) {
    return "\3{\"status\":\"Failure\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{"
        + "\"reason\":\"ExitCode\",\"message\":\""
        + code
        + "\"}]}}";
  }

  private static ExecSpec cat() {
    return ExecSpec.builder(List.of("cat")).stdin(true).build();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private String next() throws InterruptedException {
    return received.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void theCommandIsMarkedAndAskedForWordByWord() {
    AttachedProcess process =
        exec(PodSocket.V4, ExecSpec.of("ls", "a b"), peer -> peer.send("\1x", code(3)).goodbye());
    process
        .output()
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("x")
        .verifyComplete();
    assertThat(process.exit().block(ScriptedPod.LIMIT)).isEqualTo(new Exit.Exited(3));
    assertThat(process.exit().block(ScriptedPod.LIMIT)).isEqualTo(new Exit.Exited(3));
    String asked = pod.daemon().requests().get(pod.daemon().requests().size() - 1).target();
    assertThat(asked)
        .contains("container=main", "stdin=false", "stdout=true", "stderr=true", "tty=false")
        .contains(
            "command=sh&command=-c&command=export",
            "&command=sh&command=FAIRLEAD_EXEC_ID%3D",
            "&command=ls&command=a%20b");
    process.close().block(ScriptedPod.LIMIT);
  }

  @Test
  void standardInputEndsByTheFifthVersionOnly() throws InterruptedException {
    AttachedProcess process =
        exec(
            PodSocket.V5,
            cat(),
            peer -> {
              received.add(peer.receive());
              received.add(peer.receive());
              peer.send("\1done", SUCCESS).goodbye();
            });
    process.write(Mono.just(utf8("in"))).then(process.closeInput()).block(ScriptedPod.LIMIT);
    assertThat(next()).isEqualTo("\0in");
    assertThat(next()).isEqualTo("\u00ff\0");
    process
        .output()
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("done")
        .verifyComplete();
    assertThat(process.exit().block(ScriptedPod.LIMIT)).isEqualTo(new Exit.Exited(0));
    process.close().block(ScriptedPod.LIMIT);
  }

  @Test
  void whereItCannotBeEndedAnErrorSaysSo() {
    AttachedProcess process = exec(PodSocket.V4, cat(), peer -> peer.send("\1", code(1)).goodbye());
    assertThatThrownBy(() -> process.closeInput().block(ScriptedPod.LIMIT))
        .isInstanceOf(OperationUnsupportedException.class)
        .hasMessageContaining("1.29");
    process.output().as(StepVerifier::create).verifyComplete();
    process.close().block(ScriptedPod.LIMIT);
  }

  @Test
  void sizesGoOnTheirOwnChannelAndInputEndsByACharacterOnATerminal() throws InterruptedException {
    ExecSpec spec =
        ExecSpec.builder(List.of("sh"))
            .stdin(true)
            .tty(true)
            .size(new TerminalSize(24, 80))
            .build();
    AttachedProcess process =
        exec(
            PodSocket.V4,
            spec,
            peer -> {
              received.add(peer.receive());
              received.add(peer.receive());
              peer.send(SUCCESS).goodbye();
            });
    process.closeInput().block(ScriptedPod.LIMIT);
    assertThat(next()).isEqualTo("\4{\"Width\":80,\"Height\":24}");
    assertThat(next()).isEqualTo("\0\4");
    process.output().as(StepVerifier::create).verifyComplete();
    process.close().block(ScriptedPod.LIMIT);
  }

  @Test
  void aConnectionThatBreaksIsNoEnd() {
    AttachedProcess process = exec(PodSocket.V4, ExecSpec.of("yes"), peer -> peer.send("\1half"));
    process
        .output()
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("half")
        .expectError(StreamInterruptedException.class)
        .verify(ScriptedPod.LIMIT);
    assertThat(process.exit().block(ScriptedPod.LIMIT)).isInstanceOf(Exit.Lost.class);
  }

  @Test
  void aGoodbyeWithoutAStatusIsNoEndEither() {
    AttachedProcess process =
        exec(PodSocket.V4, ExecSpec.of("yes"), peer -> peer.send("\1half").goodbye());
    process
        .output()
        .map(OutputFrame::text)
        .as(StepVerifier::create)
        .expectNext("half")
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(StreamInterruptedException.class)
                    .hasMessageContaining("did not tell how it ended"))
        .verify(ScriptedPod.LIMIT);
    assertThat(process.exit().block(ScriptedPod.LIMIT)).isInstanceOf(Exit.Lost.class);
  }

  @Test
  void theEndIsSeenThoughNobodyReadsAndMuchWaitsInTheSocket() {
    AttachedProcess process =
        exec(
            PodSocket.V4,
            ExecSpec.of("yes"),
            peer -> {
              for (int i = 0; i < 5; i++) {
                peer.send("\1" + "y".repeat(1000));
              }
              peer.send(code(9)).goodbye();
            });
    assertThat(process.exit().block(ScriptedPod.LIMIT)).isEqualTo(new Exit.Exited(9));
    process
        .output()
        .map(OutputFrame::size)
        .reduce(Integer::sum)
        .as(StepVerifier::create)
        .expectNext(5000)
        .verifyComplete();
    process.close().block(ScriptedPod.LIMIT);
  }

  @Test
  void moreThanIsReadAheadArrivesToo() {
    int messages = 300;
    AttachedProcess process =
        exec(
            PodSocket.V4,
            ExecSpec.of("yes"),
            peer -> {
              for (int i = 0; i < messages; i++) {
                peer.send("\2" + "e".repeat(8000));
              }
              peer.send(SUCCESS).goodbye();
            });
    process
        .output()
        .limitRate(1)
        .map(OutputFrame::size)
        .reduce(Integer::sum)
        .as(StepVerifier::create)
        .expectNext(8000 * messages)
        .expectComplete()
        .verify(ScriptedPod.LIMIT);
    process.close().block(ScriptedPod.LIMIT);
  }

  @Test
  void whoMayNotIsToldTheRight() {
    pod.on(
        "exec",
        Answers.json(403, "{\"kind\":\"Status\",\"message\":\"pods \\\"web\\\" is forbidden\"}"));
    pod.streams()
        .exec(ScriptedPod.ID, ExecSpec.of("true"))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContainingAll("pods/exec", "forbidden"))
        .verify(ScriptedPod.LIMIT);
  }
}
