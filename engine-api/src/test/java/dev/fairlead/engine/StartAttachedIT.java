package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StartAttachedIT {

  @RegisterExtension final RealDocker docker = new RealDocker();

  record Seen(String output, Exit exit) {}

  private Mono<Seen> run() {
    return docker
        .containers()
        .create(
            docker.spec("sh", "-c", "printf x; exit 3").autoRemove(true).build(), PlanMode.STRICT)
        .flatMap(
            made ->
                Mono.usingWhen(
                    docker.containers().startAttached(made.id(), AttachOptions.output()),
                    process ->
                        process
                            .output()
                            .map(OutputFrame::text)
                            .reduce("", String::concat)
                            .zipWith(process.exit(), Seen::new),
                    AttachedProcess::close));
  }

  @Test
  void noFirstByteAndNoExitIsLostOneAfterTheOther() {
    Flux.range(0, Integer.getInteger("engine.sequential", 20))
        .concatMap(i -> run())
        .distinct()
        .as(StepVerifier::create)
        .expectNext(new Seen("x", new Exit.Exited(3)))
        .expectComplete()
        .verify(Duration.ofMinutes(5));
  }

  @Test
  void noFirstByteAndNoExitIsLostAtOnce() {
    int count = Integer.getInteger("engine.concurrent", 20);
    Flux.range(0, count)
        .flatMap(i -> run(), count)
        .distinct()
        .as(StepVerifier::create)
        .expectNext(new Seen("x", new Exit.Exited(3)))
        .expectComplete()
        .verify(Duration.ofMinutes(5));
  }

  @Test
  void inputComesBackByteForByteAfterAHalfClose() throws Exception {
    int chunks = Integer.getInteger("engine.megabytes", 8) * 16;
    MessageDigest sent = MessageDigest.getInstance("SHA-256");
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    Random random = new Random(7);
    Flux<ByteBuffer> source =
        Flux.range(0, chunks)
            .map(
                i -> {
                  byte[] bytes = new byte[62_500];
                  random.nextBytes(bytes);
                  sent.update(bytes);
                  return ByteBuffer.wrap(bytes);
                });
    ContainerId id =
        docker.create(docker.spec("cat").stdin(ProcessSpec.Stdin.OPEN_ONCE).autoRemove(true));
    Mono.usingWhen(
            docker.containers().startAttached(id, AttachOptions.interactive()),
            process ->
                Mono.when(
                        process.write(source).then(process.closeInput()),
                        process.output().doOnNext(frame -> received.update(frame.bytes())))
                    .then(process.exit()),
            AttachedProcess::close)
        .as(StepVerifier::create)
        .expectNext(new Exit.Exited(0))
        .expectComplete()
        .verify(RealDocker.LONG);
    assertThat(received.digest()).isEqualTo(sent.digest());
  }

  @Test
  void aProgramThatIsNotThereLeavesTheContainerAsItWas() {
    ContainerId id = docker.create(docker.spec("/no/such/program"));
    docker
        .containers()
        .startAttached(id, AttachOptions.output())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        NotFoundException.class,
                        missing ->
                            assertThat(missing.kind()).isEqualTo(NotFoundException.Kind.COMMAND)))
        .verify(RealDocker.LONG);
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.CREATED);
    assertThat(docker.inspect(id).exit())
        .hasValueSatisfying(
            exit -> {
              assertThat(exit).isInstanceOf(Exit.StartFailed.class);
              assertThat(exit.code()).hasValue(127);
            });
  }

  @Test
  void aContainerThatRunsIsAConflict() {
    ContainerId id = docker.start(docker.spec("sleep", "60"));
    docker
        .containers()
        .startAttached(id, AttachOptions.output())
        .as(StepVerifier::create)
        .expectError(ConflictException.class)
        .verify(RealDocker.LONG);
  }

  @Test
  void standardErrorIsKeptApart() {
    ContainerId id = docker.create(docker.spec("sh", "-c", "echo out; echo err >&2"));
    List<OutputFrame> frames =
        Mono.usingWhen(
                docker.containers().startAttached(id, AttachOptions.output()),
                process -> process.output().collectList(),
                AttachedProcess::close)
            .block(RealDocker.LONG);
    assertThat(frames)
        .extracting(frame -> frame.stream() + ":" + frame.text())
        .containsExactlyInAnyOrder("STDOUT:out\n", "STDERR:err\n");
  }

  @Test
  void aTerminalIsRawAndItsInputEndsByACharacter() {
    ContainerId id =
        docker.create(
            docker
                .spec("sh", "-c", "read a; echo got $a; cat >/dev/null; echo end")
                .tty(true)
                .stdin(ProcessSpec.Stdin.OPEN_ONCE));
    String output =
        Mono.usingWhen(
                docker.containers().startAttached(id, AttachOptions.interactive()),
                process ->
                    process
                        .write(Mono.just(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.UTF_8))))
                        .then(process.closeInput())
                        .then(process.output().map(OutputFrame::text).reduce("", String::concat)),
                AttachedProcess::close)
            .block(RealDocker.LONG);
    assertThat(output).contains("got one\r\n").endsWith("end\r\n");
  }

  @Test
  void attachingToOneThatRunsSeesWhatComes() {
    ContainerId id =
        docker.start(
            docker
                .spec("sh", "-c", "read a; echo got $a; exit 4")
                .stdin(ProcessSpec.Stdin.OPEN_ONCE));
    Mono.usingWhen(
            docker.containers().attach(id, AttachOptions.interactive()),
            process ->
                process
                    .write(Mono.just(ByteBuffer.wrap("two\n".getBytes(StandardCharsets.UTF_8))))
                    .then(process.output().map(OutputFrame::text).reduce("", String::concat))
                    .zipWith(process.exit(), Seen::new),
            AttachedProcess::close)
        .as(StepVerifier::create)
        .expectNext(new Seen("got two\n", new Exit.Exited(4)))
        .expectComplete()
        .verify(RealDocker.LONG);
  }
}
