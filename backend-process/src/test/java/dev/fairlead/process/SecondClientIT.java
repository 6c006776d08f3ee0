package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** What one client started goes on when it is killed, and another one can do everything with it. */
class SecondClientIT {

  @RegisterExtension final Fixture fixture = new Fixture();

  private ContainerId startedByAnother(String script) throws IOException, InterruptedException {
    Process client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ForeignClient.class.getName(),
                fixture.home().toString(),
                "foreign",
                script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(client.inputReader().readLine()).isEqualTo("started");
    client.destroyForcibly();
    client.waitFor();
    return ContainerId.of("foreign");
  }

  @Test
  void aContainerOutlivesTheClientThatStartedIt() throws IOException, InterruptedException {
    ContainerId id =
        startedByAnother("echo before; trap 'echo bye; exit 7' TERM; while :; do sleep 0.05; done");
    assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.RUNNING);
    assertThat(Fixture.get(fixture.containers().list(alive()).collectList())).hasSize(1);
    fixture.logged(id, "before");

    String said =
        Fixture.get(
            Mono.usingWhen(
                fixture
                    .containers()
                    .exec(id, ExecSpec.of("sh", "-c", "echo $GREETING $FAIRLEAD_CONTAINER_ID")),
                process -> process.output().map(OutputFrame::text).reduce("", String::concat),
                AttachedProcess::close));
    assertThat(said).isEqualTo("hello " + fixture.inspect(id).id() + "\n");

    Mono<Exit> end = fixture.containers().waitFor(id, WaitCondition.NOT_RUNNING).cache();
    Mono<String> all =
        fixture
            .containers()
            .logs(id, LogOptions.following().withStreams(StandardStream.STDOUT))
            .cast(OutputFrame.class)
            .map(OutputFrame::text)
            .reduce("", String::concat);
    Mono<Exit> stop =
        fixture
            .containers()
            .stop(id, StopOptions.defaults())
            .map(result -> result.exit().orElseThrow());
    var seen = Fixture.get(Mono.zip(end, all, stop));
    assertThat(seen.getT1()).isEqualTo(new Exit.Exited(7));
    assertThat(seen.getT2()).isEqualTo("before\nbye\n");
    assertThat(seen.getT3()).isEqualTo(new Exit.Exited(7));
  }

  @Test
  void anEndThatNobodySawIsKept() throws IOException, InterruptedException {
    ContainerId id = startedByAnother("sleep 0.5; echo done; exit 9");
    assertThat(Fixture.get(fixture.containers().waitFor(id, WaitCondition.NOT_RUNNING)))
        .isEqualTo(new Exit.Exited(9));
    assertThat(fixture.log(id)).isEqualTo("done\n");
    assertThat(fixture.inspect(id).exit()).contains(new Exit.Exited(9));
  }

  private static ContainerFilter alive() {
    return ContainerFilter.alive();
  }
}
