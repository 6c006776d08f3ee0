package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Containers that are Deployments, on a real cluster. */
@Tag("side-by-side")
class DeploymentIT {

  private static final String IDLE = "echo here; trap 'exit 5' TERM; while :; do sleep 0.1; done";

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  private ContainerSpecBuilder always(String name) {
    return space.sh(IDLE).name(space.name(name)).restartPolicy(RestartPolicy.parse("always"));
  }

  private CreateResult launch(ContainerSpec spec) {
    return get(space.containers().launch(spec, PlanMode.STRICT));
  }

  private String executed(ContainerId id, String... command) {
    return get(
        Mono.usingWhen(
            space.containers().exec(id, ExecSpec.of(command)),
            process -> process.output().map(OutputFrame::text).collect(Collectors.joining()),
            process -> process.close()));
  }

  private ContainerInfo inspected(ContainerId id) {
    return get(space.containers().inspect(id));
  }

  @Test
  void livesByItsNameThroughAllOperations() {
    RawObjects objects = space.objects();
    ContainerSpec spec =
        always("web").port(PortBinding.tcp(8080, 80)).secretEnv("TOKEN", "s3cret").build();
    CreateResult made = launch(spec);
    ContainerId id = made.id();
    assertThat(id.value()).isEqualTo(space.name("web"));
    assertThat(objects.deployments()).containsExactly("deployments/" + id);
    assertThat(objects.services()).containsExactly("services/" + id);
    assertThat(launch(spec).outcome()).isEqualTo(CreateResult.Outcome.EXISTED);
    ContainerInfo info = inspected(id);
    assertThat(info.state()).isEqualTo(ContainerState.RUNNING);
    assertThat(info.name()).isEqualTo(id.value());
    assertThat(space.list()).extracting(ContainerInfo::id).containsExactly(id);
    assertThat(executed(id, "sh", "-c", "echo $TOKEN")).isEqualTo("s3cret\n");
    assertThat(
            get(
                space
                    .containers()
                    .logs(id, LogOptions.all())
                    .ofType(OutputFrame.class)
                    .map(OutputFrame::text)
                    .collect(Collectors.joining())))
        .isEqualTo("here\n");

    CompletableFuture<Exit> end =
        space.containers().waitFor(id, WaitCondition.NOT_RUNNING).toFuture();
    StopResult first = get(space.containers().stop(id, StopOptions.defaults()));
    assertThat(first.outcome()).isEqualTo(StopResult.Outcome.GRACEFUL);
    endedBy(5, first.exit());
    assertThat(end).succeedsWithin(LIMIT).satisfies(exit -> endedBy(5, Optional.of(exit)));
    assertThat(get(space.containers().stop(id, StopOptions.defaults())).outcome())
        .isEqualTo(StopResult.Outcome.NOT_RUNNING);
    ContainerInfo stopped = inspected(id);
    assertThat(stopped.state()).isEqualTo(ContainerState.EXITED);
    endedBy(5, stopped.exit());
    assertThat(objects.pods()).isEmpty();

    space.containers().start(id).block(LIMIT);
    assertThat(inspected(id).state()).isEqualTo(ContainerState.RUNNING);
    space
        .containers()
        .remove(id, RemoveOptions.defaults())
        .as(StepVerifier::create)
        .expectError(ConflictException.class)
        .verify(LIMIT);
    space.containers().remove(id, RemoveOptions.force()).block(LIMIT);
    assertThat(objects.everything()).isEmpty();
    space.containers().remove(id, RemoveOptions.force()).block(LIMIT);
  }

  /** Kubelets before 1.24 may remove a container before they have told how it ended. */
  private void endedBy(int code, Optional<Exit> told) {
    assertThat(told)
        .hasValueSatisfying(
            exit -> {
              if (space.has(Capability.EXIT_CODE_AFTER_THE_FACT) || !(exit instanceof Exit.Lost)) {
                assertThat(exit).isEqualTo(new Exit.Exited(code));
              }
            });
  }

  @Test
  void aNameIsThatOfOneContainerWhateverItIs() {
    ContainerSpec spec = always("one").build();
    launch(spec);
    space
        .containers()
        .launch(spec.toBuilder().env("MORE", "x").build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(((ConflictException) error).differingFields()).containsExactly("env"))
        .verify(LIMIT);
    space
        .containers()
        .launch(space.sh(IDLE).name(space.name("one")).build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("a Deployment has that name"))
        .verify(LIMIT);
    launch(space.sh(IDLE).name(space.name("two")).build());
    space
        .containers()
        .launch(always("two").build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("a pod has that name"))
        .verify(LIMIT);
    assertThat(space.list()).hasSize(2);
  }

  @Test
  void onlyDeploymentsAreStartedAgain() {
    ContainerId once = launch(space.sh("exit 0").build()).id();
    get(space.containers().waitFor(once, WaitCondition.NOT_RUNNING));
    space
        .containers()
        .restart(once, StopOptions.defaults())
        .as(StepVerifier::create)
        .expectError(OperationUnsupportedException.class)
        .verify(LIMIT);
    ContainerId id = launch(always("again").build()).id();
    String before = executed(id, "hostname");
    space.containers().restart(id, StopOptions.defaults()).block(LIMIT);
    assertThat(executed(id, "hostname")).isNotEqualTo(before);
  }

  @Test
  void whatDoesNotStartLeavesNothing() {
    RawObjects objects = space.objects();
    space
        .containers()
        .launch(
            always("broken")
                .image("127.0.0.1:1/no/such:image")
                .port(PortBinding.tcp(8080, 80))
                .secretEnv("TOKEN", "s3cret")
                .build(),
            PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("127.0.0.1:1/no/such:image"))
        .verify(LIMIT);
    assertThat(objects.everything()).isEmpty();
  }

  @Test
  void aRunGoesOnInAnotherPodUntilItIsStopped() {
    RawObjects objects = space.objects();
    ContainerSpec spec =
        space
            .sh("echo begun; trap 'echo ended; exit 3' TERM; while :; do sleep 0.1; done")
            .backendOption("kubernetes.service", "true")
            .build();
    AttachedContainer run =
        get(space.containers().runAttached(spec, PlanMode.STRICT, AttachOptions.output()));
    StepVerifier.create(run.process().output().map(OutputFrame::text))
        .expectNext("begun\n")
        .then(objects::deletePods)
        .expectNext("ended\n")
        .expectNext("begun\n")
        .then(
            () -> endedBy(3, get(space.containers().stop(run.id(), StopOptions.defaults())).exit()))
        .expectNext("ended\n")
        .expectComplete()
        .verify(LIMIT);
    endedBy(3, Optional.of(get(run.process().exit())));
    run.process().close().block(LIMIT);
  }

  @Test
  void aFollowedLogGoesOnWithTheNextPodFromItsFirstLine() {
    RawObjects objects = space.objects();
    String count = "for i in 0 1 2 3 4 5 6 7 8 9; do echo $(hostname) $i; done; ";
    ContainerId id =
        launch(space.sh(count + IDLE).restartPolicy(RestartPolicy.parse("always")).build()).id();
    String first = executed(id, "hostname").strip();
    List<String> lines = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    Flux<LogEvent> log = space.containers().logs(id, LogOptions.following());
    StepVerifier.create(
            log.doOnNext(event -> note(event, lines, gaps))
                .filter(
                    event -> event instanceof OutputFrame frame && frame.text().equals("here\n"))
                .take(2))
        .expectNextCount(1)
        .then(objects::deletePods)
        .expectNextCount(1)
        .expectComplete()
        .verify(LIMIT);
    String second = executed(id, "hostname").strip();
    assertThat(second).isNotEqualTo(first);
    List<String> expected = new ArrayList<>();
    for (String pod : List.of(first, second)) {
      IntStream.range(0, 10).forEach(i -> expected.add(pod + " " + i + "\n"));
      expected.add("here\n");
    }
    assertThat(lines).isEqualTo(expected);
    assertThat(gaps).hasSizeLessThanOrEqualTo(1);
  }

  private static void note(LogEvent event, List<String> lines, List<Gap> gaps) {
    if (event instanceof OutputFrame frame) {
      lines.add(frame.text());
    } else if (event instanceof Gap gap) {
      gaps.add(gap);
    }
  }

  @Test
  void commandsFindTheNewPodWhileItComes() {
    RawObjects objects = space.objects();
    ContainerId id = launch(always("moved").build()).id();
    String before = executed(id, "hostname");
    List<String> pods = objects.pods();
    objects.deletePods();
    // Asked while the old pod may still be there: one that is on its way out is not meant.
    assertThat(executed(id, "hostname")).isNotEqualTo(before);
    assertThat(objects.pods()).isNotEqualTo(pods);
  }
}
