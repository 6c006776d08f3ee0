package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class LifecycleIT {

  private static final ContainerId NOBODY = ContainerId.of("engine-it-nobody");

  @RegisterExtension final RealDocker docker = new RealDocker();

  private EngineContainers containers() {
    return docker.containers();
  }

  private static <T extends Throwable> void fails(
      Mono<?> operation, Class<T> type, String... parts) {
    operation
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error).isInstanceOf(type);
              for (String part : parts) {
                assertThat(error).hasMessageContaining(part);
              }
            })
        .verify(RealDocker.LONG);
  }

  private static <T> T get(Mono<T> operation) {
    return operation.block(RealDocker.LONG);
  }

  @Test
  void aNameThatExistsIsReturnedOrNamesWhatDiffers() {
    String name = docker.name("twice");
    CreateResult first =
        get(containers().create(docker.spec("true").name(name).build(), PlanMode.STRICT));
    CreateResult second =
        get(containers().create(docker.spec("true").name(name).build(), PlanMode.STRICT));
    assertThat(first.outcome()).isEqualTo(CreateResult.Outcome.CREATED);
    assertThat(second.outcome()).isEqualTo(CreateResult.Outcome.EXISTED);
    assertThat(second.id()).isEqualTo(first.id());
    containers()
        .create(docker.spec("false").name(name).env("A", "b").build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict ->
                            assertThat(conflict.differingFields())
                                .containsExactly("command", "env")))
        .verify(RealDocker.LONG);
  }

  @Test
  void anImageThatIsMissingIsNotFound() {
    fails(
        containers()
            .create(docker.spec("true").image("engine-it-absent:1").build(), PlanMode.STRICT),
        NotFoundException.class,
        "docker could not create",
        "engine-it-absent:1",
        "HTTP 404",
        "try:");
  }

  @Test
  void badSpecificationsAreInvalidAndLeaveNothing() {
    fails(
        containers()
            .create(
                docker
                    .spec("true")
                    .mount(
                        new Mount.Bind(
                            "/no/such/source",
                            "/x",
                            Mount.Access.READ_ONLY,
                            Mount.Relabel.NONE,
                            Optional.empty()))
                    .build(),
                PlanMode.STRICT),
        InvalidSpecException.class,
        "bind source path does not exist: /no/such/source");
    fails(
        containers().create(docker.spec("true").memoryBytes(1).build(), PlanMode.STRICT),
        InvalidSpecException.class,
        "memory");
    fails(
        containers().create(docker.spec("true").pod("p").build(), PlanMode.STRICT),
        InvalidSpecException.class,
        "pod",
        "Docker has no pods");
    assertThat(get(containers().list(docker.mine()).collectList())).isEmpty();
  }

  @Test
  void everyOperationOnNobodyIsNotFoundExceptRemove() {
    get(containers().remove(NOBODY, RemoveOptions.force()));
    for (Mono<?> operation :
        List.<Mono<?>>of(
            containers().start(NOBODY),
            containers().stop(NOBODY, StopOptions.defaults()),
            containers().kill(NOBODY, Signal.TERM),
            containers().restart(NOBODY, StopOptions.defaults()),
            containers().pause(NOBODY),
            containers().unpause(NOBODY),
            containers().rename(NOBODY, "engine-it-other"),
            containers().inspect(NOBODY),
            containers().top(NOBODY))) {
      fails(operation, NotFoundException.class, NOBODY.value(), "try: fairlead ps -a");
    }
  }

  @Test
  void startAndStopAreSafeTwice() {
    ContainerId id = docker.create(docker.spec("sleep", "60").init(false));
    assertThat(get(containers().stop(id, StopOptions.defaults())).outcome())
        .isEqualTo(StopResult.Outcome.NOT_RUNNING);
    get(containers().start(id));
    get(containers().start(id));
    StopResult killed = get(containers().stop(id, StopOptions.defaults().withGrace(Duration.ZERO)));
    assertThat(killed)
        .isEqualTo(new StopResult(StopResult.Outcome.KILLED, Optional.of(new Exit.Exited(137))));
    assertThat(get(containers().stop(id, StopOptions.defaults())).outcome())
        .isEqualTo(StopResult.Outcome.NOT_RUNNING);
    get(containers().remove(id, RemoveOptions.defaults()));
    get(containers().remove(id, RemoveOptions.defaults()));
  }

  private ContainerId trapping(String signal, boolean autoRemove) {
    ContainerId id =
        docker.start(
            docker
                .spec(
                    "sh",
                    "-c",
                    "trap 'exit 7' " + signal + "; echo ready; while :; do sleep 0.05; done")
                .autoRemove(autoRemove));
    containers().logs(id, LogOptions.following()).blockFirst(RealDocker.LONG);
    return id;
  }

  @Test
  void aHandledSignalIsGracefulAlsoIfItRemovesItself() {
    StopResult graceful =
        new StopResult(StopResult.Outcome.GRACEFUL, Optional.of(new Exit.Exited(7)));
    assertThat(get(containers().stop(trapping("TERM", false), StopOptions.defaults())))
        .isEqualTo(graceful);
    assertThat(get(containers().stop(trapping("TERM", true), StopOptions.defaults())))
        .isEqualTo(graceful);
    assertThat(
            get(
                containers()
                    .stop(
                        trapping("USR1", false),
                        StopOptions.defaults().withSignal(Signal.parse("USR1")))))
        .isEqualTo(graceful);
  }

  @Test
  void anIgnoredSignalIsKilledAfterTheGrace() {
    ContainerId own = docker.start(docker.spec("sleep", "60"));
    ContainerId other = docker.start(docker.spec("sleep", "60"));
    StopOptions oneSecond = StopOptions.defaults().withGrace(Duration.ofSeconds(1));
    StopResult killed =
        new StopResult(StopResult.Outcome.KILLED, Optional.of(new Exit.Exited(137)));
    assertThat(get(containers().stop(own, oneSecond))).isEqualTo(killed);
    assertThat(get(containers().stop(other, oneSecond.withSignal(Signal.HUP)))).isEqualTo(killed);
  }

  @Test
  void aRestartPolicyDoesNotBringBackWhatWasStopped() {
    ContainerId id =
        docker.start(docker.spec("sleep", "60").restartPolicy(RestartPolicy.parse("always")));
    StopOptions now = StopOptions.defaults().withGrace(Duration.ofMillis(1));
    assertThat(get(containers().stop(id, now.withSignal(Signal.HUP))).outcome())
        .isNotEqualTo(StopResult.Outcome.NOT_RUNNING);
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.EXITED);
  }

  @Test
  void pauseAndUnpauseAreSafeTwiceAndNeedOneThatRuns() {
    ContainerId id = docker.create(docker.spec("sleep", "60"));
    fails(containers().pause(id), ConflictException.class);
    fails(containers().unpause(id), ConflictException.class);
    fails(containers().kill(id, Signal.TERM), ConflictException.class);
    get(containers().start(id));
    get(containers().unpause(id));
    get(containers().pause(id));
    get(containers().pause(id));
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.PAUSED);
    get(containers().unpause(id));
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.RUNNING);
    fails(containers().remove(id, RemoveOptions.defaults()), ConflictException.class, "rm -f");
  }

  @Test
  void renameAndRestart() {
    ContainerId id = docker.start(docker.spec("sleep", "60"));
    ContainerId other = docker.create(docker.spec("true").name(docker.name("other")));
    get(containers().rename(id, docker.name("new")));
    get(containers().rename(id, docker.name("new")));
    fails(containers().rename(other, docker.name("new")), ConflictException.class);
    ContainerInfo before = docker.inspect(ContainerId.of(docker.name("new")));
    get(containers().restart(id, StopOptions.defaults().withGrace(Duration.ZERO)));
    get(
        containers()
            .restart(id, StopOptions.defaults().withGrace(Duration.ZERO).withSignal(Signal.HUP)));
    ContainerInfo after = docker.inspect(id);
    assertThat(after.state()).isEqualTo(ContainerState.RUNNING);
    assertThat(after.startedAt().get()).isAfter(before.startedAt().get());
    assertThat(get(containers().top(id)).rows()).hasSize(1);
  }

  @Test
  void aTakenPortNamesItsHolder() {
    ContainerId holder =
        docker.start(
            docker
                .spec("sleep", "60")
                .name(docker.name("holder"))
                .port(
                    new PortBinding(
                        80, PortProtocol.TCP, Optional.of("127.0.0.1"), OptionalInt.empty())));
    int port = docker.inspect(holder).ports().get(0).hostPort().getAsInt();
    ContainerId id =
        docker.create(
            docker
                .spec("sleep", "60")
                .port(
                    new PortBinding(
                        80, PortProtocol.TCP, Optional.of("127.0.0.1"), OptionalInt.of(port))));
    containers()
        .start(id)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        PortInUseException.class,
                        taken -> {
                          assertThat(taken.port()).isEqualTo(port);
                          assertThat(taken.holder()).hasValue("container " + docker.name("holder"));
                        }))
        .verify(RealDocker.LONG);
    assertThat(docker.inspect(id).state()).isEqualTo(ContainerState.CREATED);
  }

  @Test
  void inspectAndListTellTheSame() {
    ContainerId id =
        docker.create(
            docker
                .spec("sh", "-c", "exit 5")
                .name(docker.name("told"))
                .env("SECRET", "hush")
                .stdin(ProcessSpec.Stdin.OPEN)
                .mount(new Mount.Tmpfs("/t", OptionalLong.empty(), OptionalInt.empty())));
    Mono<Exit> end =
        Mono.usingWhen(
            containers().watchExit(id, WaitCondition.NOT_RUNNING),
            watch -> containers().start(id).then(watch.exit()),
            ExitWatch::close);
    assertThat(get(end)).isEqualTo(new Exit.Exited(5));
    ContainerInfo info = docker.inspect(id);
    assertThat(info.state()).isEqualTo(ContainerState.EXITED);
    assertThat(info.exit()).hasValue(new Exit.Exited(5));
    assertThat(info.command()).containsExactly("sh", "-c", "exit 5");
    assertThat(info.toString()).doesNotContain("hush");
    List<ContainerInfo> listed = get(containers().list(docker.mine()).collectList());
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).name()).isEqualTo(docker.name("told"));
    assertThat(listed.get(0).exit()).hasValue(new Exit.Exited(5));
    assertThat(
            get(
                containers()
                    .list(
                        new ContainerFilter(
                            Set.of(ContainerState.RUNNING), docker.mine().labels(), Set.of()))
                    .collectList()))
        .isEmpty();
    assertThat(get(containers().prune(docker.mine())).removed()).containsExactly(id.value());
  }

  @Test
  void limitsAndNamespacesAreTaken() {
    ContainerId id =
        docker.start(
            docker
                .spec("sleep", "60")
                .memoryBytes(64 << 20)
                .memorySwapBytes(64 << 20)
                .nanoCpus(500_000_000)
                .pidsLimit(50)
                .hostname("told")
                .sysctl("net.ipv4.ip_unprivileged_port_start", "0")
                .capDrop("ALL")
                .capAdd("CHOWN")
                .readOnlyRoot(true)
                .group("7")
                .extraHost("friend", "10.1.2.3")
                .dnsServer("10.0.0.1")
                .shmBytes(8 << 20)
                .stopSignal(Signal.INT)
                .stopGrace(Duration.ofSeconds(3))
                .annotation("k", "v")
                .platform(Platform.parse("linux/amd64"))
                .workingDirectory("/tmp")
                .user("0:0"),
            PlanMode.LENIENT);
    JsonAssert.of(docker.client(), id)
        .host("Memory", 64 << 20)
        .host("NanoCpus", 500_000_000)
        .host("PidsLimit", 50)
        .host("ReadonlyRootfs", true)
        .host("CapDrop", List.of("ALL"))
        .host("Sysctls", Map.of("net.ipv4.ip_unprivileged_port_start", "0"))
        .host("ExtraHosts", List.of("friend:10.1.2.3"))
        .config("StopSignal", "SIGINT")
        .config("StopTimeout", 3)
        .config("Hostname", "told");
  }
}
