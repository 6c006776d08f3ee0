package dev.fairlead.transport.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.transport.process.ProcessCommand.EnvironmentBase;
import dev.fairlead.transport.process.ProcessCommand.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ProcessLauncherTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MAX = 1 << 20;

  private ProcessLauncher launcher;

  @BeforeEach
  void open() {
    launcher = ProcessLauncher.open();
  }

  @AfterEach
  void close() {
    launcher.close().block(LIMIT);
  }

  private static ProcessCommand sh(String script) {
    return ProcessCommand.of("sh", "-c", script);
  }

  private Mono<CapturedOutput> capture(ProcessCommand command) {
    return launcher.capture(command, Flux.empty(), MAX);
  }

  private static Predicate<Throwable> kind(ProcessException.Kind kind) {
    return error -> error instanceof ProcessException failure && failure.kind() == kind;
  }

  @Test
  void aWriteMayFollowAtTheVeryEndOfTheLast() {
    launcher
        .use(
            sh("wc -c").withInput(Input.PIPE),
            process ->
                Flux.range(0, 300)
                    .concatMap(i -> process.write(Mono.just(ByteBuffer.wrap(new byte[10]))))
                    .then(process.closeInput())
                    .then(
                        process
                            .stdout()
                            .map(bytes -> StandardCharsets.US_ASCII.decode(bytes).toString())
                            .reduce(String::concat)))
        .as(StepVerifier::create)
        .assertNext(count -> assertThat(count.strip()).isEqualTo("3000"))
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void outputErrorsAndCodeArriveApart() {
    capture(sh("printf out; printf err >&2; exit 7"))
        .as(StepVerifier::create)
        .assertNext(
            result -> {
              assertThat(result.stdoutText()).isEqualTo("out");
              assertThat(result.stderrText()).isEqualTo("err");
              assertThat(result.exitCode()).isEqualTo(7);
            })
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void argumentsReachTheProgramAsTheyAre() {
    capture(ProcessCommand.of("printf", "%s|", "a b", "$HOME", "*", "", "\"'\n", "é漢"))
        .map(CapturedOutput::stdoutText)
        .as(StepVerifier::create)
        .expectNext("a b|$HOME|*||\"'\n|é漢|")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void environmentAndDirectoryAreSet(@TempDir Path directory) throws IOException {
    ProcessCommand command =
        ProcessCommand.of("/bin/sh", "-c", "pwd -P; echo \"$ONE-$HOME\"")
            .withEnvironment(Map.of("ONE", "1"), EnvironmentBase.EMPTY)
            .withDirectory(directory);
    capture(command)
        .map(CapturedOutput::stdoutText)
        .as(StepVerifier::create)
        .expectNext(directory.toRealPath() + "\n1-\n")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    capture(ProcessCommand.of("no-such-program-anywhere", "secret-argument"))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(kind(ProcessException.Kind.NOT_FOUND)).accepts(error);
              assertThat(error)
                  .hasMessageContaining("no-such-program-anywhere")
                  .hasMessageNotContaining("secret-argument");
            })
        .verify(LIMIT);
  }

  @Test
  void aFileThatCannotBeExecutedIsToldApart(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("plain"), "text");
    capture(ProcessCommand.of(file.toString()))
        .as(StepVerifier::create)
        .expectErrorMatches(kind(ProcessException.Kind.NOT_EXECUTABLE))
        .verify(LIMIT);
  }

  @Test
  void aMissingDirectoryIsNotBlamedOnTheProgram(@TempDir Path directory) {
    capture(sh("exit 0").withDirectory(directory.resolve("gone")))
        .as(StepVerifier::create)
        .expectErrorMatches(kind(ProcessException.Kind.BAD_DIRECTORY))
        .verify(LIMIT);
  }

  @Test
  void inputComesBackByteForByte() {
    byte[] chunk = new byte[100_000];
    for (int i = 0; i < chunk.length; i++) {
      chunk[i] = (byte) ((i * 31) >> 3);
    }
    AtomicLong read = new AtomicLong();
    launcher.stream(
            ProcessCommand.of("cat").withInput(Input.PIPE),
            process ->
                Flux.merge(
                    process
                        .write(Flux.range(0, 200).map(i -> ByteBuffer.wrap(chunk)))
                        .then(process.closeInput())
                        .thenMany(Flux.empty()),
                    process.stdout()))
        .doOnNext(
            bytes -> {
              while (bytes.hasRemaining()) {
                long at = read.getAndIncrement();
                if (bytes.get() != chunk[(int) (at % chunk.length)]) {
                  throw new AssertionError("byte " + at + " differs");
                }
              }
            })
        .then()
        .as(StepVerifier::create)
        .expectComplete()
        .verify(LIMIT);
    assertThat(read).hasValue(200L * chunk.length);
  }

  @Test
  void inputThatNobodyReadsIsDropped() {
    Flux<ByteBuffer> input = Flux.range(0, 100).map(i -> ByteBuffer.allocate(65_536));
    launcher
        .capture(sh("exec <&-; exit 4").withInput(Input.PIPE), input, MAX)
        .map(CapturedOutput::exitCode)
        .as(StepVerifier::create)
        .expectNext(4)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void inputIsAtItsEndUnlessAskedFor() {
    capture(ProcessCommand.of("cat"))
        .map(CapturedOutput::exitCode)
        .as(StepVerifier::create)
        .expectNext(0)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void aProcessWhoseOutputNobodyTakesWaits() {
    launcher
        .use(
            sh("head -c 1000000 /dev/zero; echo done >&2"),
            process ->
                Mono.firstWithSignal(
                    process.exit().map(code -> "ended"),
                    process.stderr().next().map(bytes -> "wrote all"),
                    Mono.delay(Duration.ofMillis(400)).thenReturn("waits")))
        .as(StepVerifier::create)
        .expectNext("waits")
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void outputIsReadByDemand() {
    launcher.stream(sh("head -c 300000 /dev/zero"), RunningProcess::stdout)
        .as(flux -> StepVerifier.create(flux, 0))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(200))
        .thenRequest(1)
        .expectNextCount(1)
        .expectNoEvent(Duration.ofMillis(200))
        .thenRequest(Long.MAX_VALUE)
        .thenConsumeWhile(bytes -> true)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void theDeadlineKillsAndSaysSo() {
    capture(sh("sleep 600").withDeadline(Duration.ofMillis(300)))
        .as(StepVerifier::create)
        .expectErrorMatches(kind(ProcessException.Kind.DEADLINE))
        .verify(LIMIT);
  }

  @Test
  void tooMuchOutputIsAnError() {
    launcher
        .capture(sh("yes"), Flux.empty(), 1000)
        .as(StepVerifier::create)
        .expectErrorMatches(kind(ProcessException.Kind.TOO_LARGE))
        .verify(LIMIT);
  }

  @Test
  void aSignalIsACodeAsInAShell() {
    capture(sh("kill -TERM $$"))
        .map(CapturedOutput::exitCode)
        .as(StepVerifier::create)
        .expectNext(143)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void terminateAsks() {
    launcher
        .use(
            sh("trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"),
            process -> process.stdout().next().then(process.terminate()).then(process.exit()))
        .as(StepVerifier::create)
        .expectNext(9)
        .expectComplete()
        .verify(LIMIT);
  }

  @Test
  void closingTwiceIsFine() {
    launcher
        .start(sh("sleep 600"))
        .flatMap(process -> process.close().then(process.close()).then(process.exit()))
        .as(StepVerifier::create)
        .expectErrorMatches(kind(ProcessException.Kind.CLOSED))
        .verify(LIMIT);
  }

  @Test
  void closingDoesNotWaitForWhoeverHoldsAPipeForLong() {
    ProcessLauncher own = ProcessLauncher.open();
    RunningProcess process = own.start(sh("sleep 30 & echo $!")).block(LIMIT);
    String orphan =
        process
            .stdout()
            .next()
            .map(bytes -> StandardCharsets.US_ASCII.decode(bytes).toString().strip())
            .block(LIMIT);
    try {
      process.stderr().subscribe().dispose();
      process.close().block(LIMIT);
      own.close().as(StepVerifier::create).expectComplete().verify(Duration.ofSeconds(10));
    } finally {
      ProcessHandle.of(Long.parseLong(orphan)).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aClosedLauncherStartsNothing() {
    launcher
        .close()
        .then(capture(sh("exit 0")))
        .as(StepVerifier::create)
        .expectErrorMatches(kind(ProcessException.Kind.CLOSED))
        .verify(LIMIT);
  }

  @Test
  void malformedCommandsAreRefusedAtOnce() {
    assertThatThrownBy(() -> ProcessCommand.of("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProcessCommand.of("sh", "a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sh("x").withEnvironment(Map.of("A=B", ""), EnvironmentBase.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sh("x").withDeadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingThatMayBeSecretIsShown() {
    ProcessCommand command =
        ProcessCommand.of("login", "hunter2")
            .withEnvironment(Map.of("TOKEN", "tok3n"), EnvironmentBase.EMPTY);
    assertThat(command.toString()).contains("login", "TOKEN").doesNotContain("hunter2", "tok3n");
    assertThat(
            new CapturedOutput(
                    0,
                    ByteBuffer.wrap("s3cret".getBytes(StandardCharsets.UTF_8)),
                    ByteBuffer.allocate(0))
                .toString())
        .doesNotContain("s3cret");
  }
}
