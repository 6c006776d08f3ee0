package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.access.AccessChoice;
import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.kubernetes.api.ApiResource.Selection;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Tag("side-by-side")
class KubernetesLifeIT {

  private static final String IDLE = "trap 'exit 0' TERM; while :; do sleep 0.1; done";

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  private ContainerId launched(ContainerSpec spec) {
    return get(space.containers().launch(spec, PlanMode.STRICT)).id();
  }

  private record Run(String output, Exit exit) {}

  private Run run(ContainerSpec spec) {
    return get(
        Mono.usingWhen(
            space.containers().runAttached(spec, PlanMode.STRICT, AttachOptions.output()),
            run ->
                run.process()
                    .output()
                    .map(OutputFrame::text)
                    .collect(Collectors.joining())
                    .zipWith(run.process().exit(), Run::new),
            run -> run.process().close()));
  }

  @Test
  void runTellsOutputAndCodeHoweverShortItLives() {
    Run run = run(space.sh("echo hi; exit 4").build());
    assertThat(run.output()).isEqualTo("hi\n");
    assertThat(run.exit()).isEqualTo(new Exit.Exited(4));
    ContainerInfo info = space.list().get(0);
    assertThat(info.state()).isEqualTo(ContainerState.EXITED);
    assertThat(info.exit()).contains(new Exit.Exited(4));
    space.containers().remove(info.id(), RemoveOptions.defaults()).block(LIMIT);
    assertThat(space.list()).isEmpty();
  }

  @Test
  void bothStreamsMayStopInTheMiddleOfALine() {
    Run run = run(space.sh("printf out; printf err >&2; exit 5").build());
    assertThat(run.output()).isIn("outerr", "errout");
  }

  @Test
  void terminalThatNobodyTypesIntoLosesNothingAndHasItsSize() {
    assertThat(run(space.sh("[ -t 1 ] && printf tty; printf err >&2").tty(true).build()).output())
        .isEqualTo("ttyerr");
    AttachOptions sized =
        new AttachOptions(
            AttachOptions.Input.NO,
            AttachOptions.History.NO,
            Optional.of(new TerminalSize(31, 91)));
    String waiting =
        "until [ \"$(stty size 2>/dev/null)\" = \"%s\" ]; do sleep 0.1; done; stty size; ";
    String script = String.format(waiting, "31 91") + String.format(waiting, "41 99");
    AttachedContainer run =
        get(
            space
                .containers()
                .runAttached(space.sh(script).tty(true).build(), PlanMode.STRICT, sized));
    String output =
        get(
            run.process()
                .output()
                .concatMap(
                    frame ->
                        frame.text().startsWith("31 91")
                            ? run.process().resize(new TerminalSize(41, 99)).thenReturn(frame)
                            : Mono.just(frame))
                .map(OutputFrame::text)
                .collect(Collectors.joining()));
    assertThat(output).isEqualTo("31 91\r\n41 99\r\n");
    assertThat(get(run.process().exit())).isEqualTo(new Exit.Exited(0));
    run.process().resize(new TerminalSize(10, 20)).block(LIMIT);
    run.process().close().block(LIMIT);
  }

  @Test
  void inputIsPassedOnAndEndsWithItsClient() {
    ContainerSpec spec = space.sh("cat; echo done").stdin(ProcessSpec.Stdin.OPEN_ONCE).build();
    AttachedContainer run =
        get(space.containers().runAttached(spec, PlanMode.STRICT, AttachOptions.interactive()));
    run.process()
        .write(Mono.just(ByteBuffer.wrap("line\n".getBytes(StandardCharsets.UTF_8))))
        .then(run.process().closeInput())
        .block(LIMIT);
    String output =
        get(run.process().output().map(OutputFrame::text).collect(Collectors.joining()));
    assertThat(output).isEqualTo("line\ndone\n");
    assertThat(get(run.process().exit())).isEqualTo(new Exit.Exited(0));
    run.process().close().block(LIMIT);
  }

  @Test
  void nameThatNoPodCanHaveIsFoundAgain() {
    String name = "My_" + space.name("App");
    ContainerId id = launched(space.sh(IDLE).name(name).label("note", "a=b c").build());
    ContainerInfo info = get(space.containers().inspect(ContainerId.of(name)));
    assertThat(info.id()).isEqualTo(id);
    assertThat(info.name()).isEqualTo(name);
    assertThat(info.labels()).containsEntry("note", "a=b c");
    assertThat(info.state()).isEqualTo(ContainerState.RUNNING);
  }

  @Test
  void stopKeepsCodeAndPod() {
    ContainerId id = launched(space.sh("trap 'exit 5' TERM; while :; do sleep 0.1; done").build());
    assertThat(get(space.containers().stop(id, StopOptions.defaults())))
        .isEqualTo(new StopResult(StopResult.Outcome.GRACEFUL, Optional.of(new Exit.Exited(5))));
    ContainerInfo info = get(space.containers().inspect(id));
    assertThat(info.state()).isEqualTo(ContainerState.EXITED);
    assertThat(info.exit()).contains(new Exit.Exited(5));
  }

  @Test
  void whatDoesNotEndByItselfIsKilledAndItsPodStays() {
    ContainerId id =
        launched(
            space
                .sh("trap '' TERM; while :; do sleep 0.1; done")
                .stopGrace(Duration.ofSeconds(1))
                .build());
    StopResult result = get(space.containers().stop(id, StopOptions.defaults()));
    assertThat(result.outcome()).isEqualTo(StopResult.Outcome.KILLED);
    assertThat(result.exit().map(Exit::success)).contains(false);
    ContainerInfo info = get(space.containers().inspect(id));
    assertThat(info.state()).isEqualTo(ContainerState.EXITED);
    assertThat(info.nativeState()).contains("DeadlineExceeded");
  }

  @Test
  void imageThatNobodyHasFailsSoonInTheKubeletsWordsAndLeavesNothing() {
    long began = System.nanoTime();
    space
        .containers()
        .launch(space.sh("exit 0").image("127.0.0.1:1/no/such:image").build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("127.0.0.1:1/no/such:image")
                    .hasMessageContaining("ErrImagePull")
                    .hasMessageContaining("connection refused"))
        .verify(LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    assertThat(space.list()).isEmpty();
  }

  @Test
  void podThatNoNodeTakesIsToldInTheSchedulersWords() {
    Backend impatient =
        space.open(
            space.cluster().kubeconfig(),
            BackendOptions.defaults().with(BackendOptions.START_TIMEOUT, Duration.ofSeconds(3)));
    impatient
        .containers()
        .launch(space.sh("exit 0").memoryBytes(1L << 50).build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendFailureException.class)
                    .hasMessageContaining("Insufficient memory")
                    .hasMessageContaining("Unschedulable"))
        .verify(LIMIT);
    assertThat(space.list()).isEmpty();
  }

  @Test
  void deletionFromOutsideIsNeverSuccess() {
    ContainerId id = launched(space.sh("trap '' TERM; while :; do sleep 0.1; done").build());
    ExitWatch watch = get(space.containers().watchExit(id, WaitCondition.NOT_RUNNING));
    CompletableFuture<Exit> end = watch.exit().toFuture();
    Backend other = space.open(space.cluster().tokenKubeconfig(), BackendOptions.defaults());
    other.containers().remove(id, RemoveOptions.force()).block(LIMIT);
    assertThat(end).succeedsWithin(LIMIT);
    assertThat(end.join().success()).isFalse();
    watch.close().block(LIMIT);
  }

  @Test
  void tokenIsAsGoodAsACertificate() {
    Candidate found = OpenNamespace.probe(space.cluster().tokenKubeconfig());
    assertThat(found.state()).as(found.evidence().toString()).isEqualTo(CandidateState.AVAILABLE);
    Backend byToken = space.open(space.cluster().tokenKubeconfig(), BackendOptions.defaults());
    ContainerId id = launched(space.sh("exit 7").build());
    assertThat(get(byToken.containers().waitFor(id, WaitCondition.NOT_RUNNING)))
        .isEqualTo(new Exit.Exited(7));
  }

  @Test
  void userWithoutRightsIsToldVerbAndResourceInOneLine() {
    Candidate found = OpenNamespace.probe(space.cluster().nobodyKubeconfig());
    assertThat(found.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(found.evidence().toString()).contains("create pods").contains("watch pods");
    Backend nobody = space.open(space.cluster().nobodyKubeconfig(), BackendOptions.defaults());
    nobody
        .containers()
        .launch(space.sh("exit 0").build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error)
                  .isInstanceOf(AccessDeniedException.class)
                  .hasMessageContaining("cannot create resource \"pods\"")
                  .hasMessageNotContaining("\n");
            })
        .verify(LIMIT);
    nobody
        .containers()
        .list(space.mine())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> assertThat(error).hasMessageContaining("cannot list resource \"pods\""))
        .verify(LIMIT);
  }

  @Test
  void secretValueIsInASecretThatGoesWithThePod() {
    ContainerSpec spec =
        space.sh("test \"$TOKEN\" = s3cret && echo right").secretEnv("TOKEN", "s3cret").build();
    assertThat(run(spec).output()).isEqualTo("right\n");
    String pod = space.list().get(0).id().value();
    assertThat(secrets(pod)).hasSize(1);
    space.containers().remove(ContainerId.of(pod), RemoveOptions.defaults()).block(LIMIT);
    assertThat(secrets(pod)).isEmpty();
  }

  private List<String> secrets(String pod) {
    ApiServer server =
        ApiServer.open(
            get(
                new ClusterPlaces(
                        OpenNamespace.machine(space.cluster().kubeconfig()), Clock.systemUTC())
                    .find(AccessChoice.inForce())),
            BackendOptions.defaults());
    return get(
        new PodStore(server, server.namespace())
            .secrets()
            .list(new Selection("", ""), "list secrets")
            .map(secret -> secret.getMetadata().getName())
            .filter(name -> name.startsWith(pod + "-env-"))
            .collectList()
            .flatMap(names -> server.close().thenReturn(names)));
  }

  @Test
  void pruneLeavesWhatSomebodyElseMade() {
    ContainerId theirs = space.podBySomebodyElse("job", Map.of("command", List.of("true")));
    ContainerId ours = launched(space.sh("exit 0").build());
    get(space.containers().waitFor(theirs, WaitCondition.NOT_RUNNING));
    get(space.containers().waitFor(ours, WaitCondition.NOT_RUNNING));
    assertThat(get(space.containers().prune(space.mine())).removed()).containsExactly(ours.value());
    assertThat(get(space.containers().inspect(theirs)).state()).isEqualTo(ContainerState.EXITED);
  }
}
