package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ExecIT {

  @RegisterExtension final RealDocker docker = new RealDocker();

  record Seen(String output, Exit exit) {}

  private ContainerId sleeping() {
    return docker.start(docker.spec("sleep", "60").env("GREETING", "hello").init(false));
  }

  private Mono<Seen> exec(ContainerId id, ExecSpec spec) {
    return Mono.usingWhen(
        docker.containers().exec(id, spec),
        process ->
            process
                .output()
                .map(OutputFrame::text)
                .reduce("", String::concat)
                .zipWith(process.exit(), Seen::new),
        AttachedProcess::close);
  }

  private Seen seen(ContainerId id, ExecSpec spec) {
    return exec(id, spec).block(RealDocker.LONG);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void outputAndCodeComeBack() {
    ContainerId id = sleeping();
    assertThat(seen(id, ExecSpec.of("sh", "-c", "echo $GREETING $MORE; id -un; pwd; exit 5")))
        .isEqualTo(new Seen("hello\nroot\n/\n", new Exit.Exited(5)));
    assertThat(
            seen(
                id,
                ExecSpec.builder(List.of("sh", "-c", "echo $MORE; id -un; pwd"))
                    .env("MORE", "more")
                    .user("nobody")
                    .workingDirectory("/tmp")
                    .build()))
        .isEqualTo(new Seen("more\nnobody\n/tmp\n", new Exit.Exited(0)));
  }

  @Test
  void codesOfFiftyAtOnceAreRight() {
    ContainerId id = sleeping();
    Flux.range(0, 50)
        .flatMap(
            i ->
                exec(id, ExecSpec.of("sh", "-c", "printf " + i + "; exit " + i))
                    .filter(seen -> seen.equals(new Seen("" + i, new Exit.Exited(i)))),
            10)
        .count()
        .as(StepVerifier::create)
        .expectNext(50L)
        .expectComplete()
        .verify(RealDocker.LONG);
  }

  @Test
  void programsThatCannotRunEndAsInAShell() {
    ContainerId id = sleeping();
    for (String program : List.of("nope", "/no/such/program", "./nope")) {
      Seen seen = seen(id, ExecSpec.of(program));
      assertThat(seen.exit().code()).as(program).hasValue(127);
      assertThat(seen.exit()).isInstanceOf(Exit.StartFailed.class);
      assertThat(seen.output()).isNotEmpty();
    }
    assertThat(seen(id, ExecSpec.of("/etc/passwd")).exit().code()).hasValue(126);
    assertThat(seen(id, ExecSpec.of("sh", "-c", "exit 126")).exit())
        .isEqualTo(new Exit.Exited(126));
  }

  @Test
  void inputEndsByAHalfCloseAndOutputGoesOn() {
    ContainerId id = sleeping();
    Mono.usingWhen(
            docker
                .containers()
                .exec(
                    id,
                    ExecSpec.builder(List.of("sh", "-c", "cat; sleep 0.3; echo end; exit 6"))
                        .stdin(true)
                        .build()),
            process ->
                process
                    .write(Flux.just(utf8("one "), utf8("two ")))
                    .then(process.closeInput())
                    .then(process.closeInput())
                    .then(process.output().map(OutputFrame::text).reduce("", String::concat))
                    .zipWith(process.exit(), Seen::new),
            AttachedProcess::close)
        .as(StepVerifier::create)
        .expectNext(new Seen("one two end\n", new Exit.Exited(6)))
        .expectComplete()
        .verify(RealDocker.LONG);
  }

  @Test
  void writingToOneThatHasEndedIsNoError() {
    ContainerId id = sleeping();
    Mono.usingWhen(
            docker.containers().exec(id, ExecSpec.builder(List.of("true")).stdin(true).build()),
            process ->
                process
                    .exit()
                    .then(process.write(Flux.range(0, 100).map(i -> ByteBuffer.allocate(65536))))
                    .then(process.closeInput())
                    .thenReturn("done"),
            AttachedProcess::close)
        .as(StepVerifier::create)
        .expectNext("done")
        .expectComplete()
        .verify(RealDocker.LONG);
  }

  @Test
  void theEndArrivesWhileNobodyReadsTheOutput() {
    ContainerId id = sleeping();
    Mono.usingWhen(
            docker.containers().exec(id, ExecSpec.of("sh", "-c", "echo unread; exit 8")),
            AttachedProcess::exit,
            AttachedProcess::close)
        .as(StepVerifier::create)
        .expectNext(new Exit.Exited(8))
        .expectComplete()
        .verify(RealDocker.LONG);
  }

  @Test
  void aTerminalHasItsSizeAndCanBeResized() {
    ContainerId id = sleeping();
    ExecSpec spec =
        ExecSpec.builder(List.of("sh", "-c", "read x; stty size; read y; stty size"))
            .tty(true)
            .stdin(true)
            .size(new TerminalSize(33, 77))
            .build();
    String output =
        Mono.usingWhen(
                docker.containers().exec(id, spec),
                process ->
                    process
                        .write(Mono.just(utf8("\n")))
                        .then(Mono.delay(Duration.ofMillis(500)))
                        .then(process.resize(new TerminalSize(20, 40)))
                        .then(process.write(Mono.just(utf8("\n"))))
                        .then(process.output().map(OutputFrame::text).reduce("", String::concat)),
                AttachedProcess::close)
            .block(RealDocker.LONG);
    assertThat(output).contains("33 77").contains("20 40");
  }

  @Test
  void refusalsHaveTheirReasons() {
    ContainerId id = sleeping();
    ContainerId created = docker.create(docker.spec("true"));
    exec(created, ExecSpec.of("true"))
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("is not running"))
        .verify(RealDocker.LONG);
    exec(ContainerId.of("engine-it-nobody"), ExecSpec.of("true"))
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(RealDocker.LONG);
    // Docker 28 refuses an unknown user at once, 20.10 only when the command is to run.
    exec(id, ExecSpec.builder(List.of("true")).user("engine-it-nobody").build())
        .map(Seen::exit)
        .onErrorResume(
            InvalidSpecException.class,
            refused -> Mono.just(new Exit.StartFailed(OptionalInt.of(126), "")))
        .map(Exit::code)
        .as(StepVerifier::create)
        .expectNext(OptionalInt.of(126))
        .expectComplete()
        .verify(RealDocker.LONG);
    Mono.usingWhen(
            docker.containers().exec(id, ExecSpec.of("true")),
            process ->
                process.resize(new TerminalSize(1, 1)).then(process.write(Mono.just(utf8("x")))),
            AttachedProcess::close)
        .as(StepVerifier::create)
        .expectError(OperationUnsupportedException.class)
        .verify(RealDocker.LONG);
  }
}
