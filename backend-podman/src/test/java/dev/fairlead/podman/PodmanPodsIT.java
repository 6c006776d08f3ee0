package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.ContainerStats;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.pod.PodFilter;
import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodRemoval;
import dev.fairlead.spi.pod.PodSpec;
import dev.fairlead.spi.pod.PodState;
import dev.fairlead.spi.pod.Pods;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Pods of a real Podman. */
class PodmanPodsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name = "fairlead-pod-" + UUID.randomUUID().toString().substring(0, 8);
  private Backend backend;

  @BeforeEach
  void aRealServiceIsThere() {
    backend =
        get(
            new PodmanProvider()
                .open(Endpoint.of(RealRuntime.podman()), BackendOptions.defaults()));
  }

  @AfterEach
  void nothingIsLeft() {
    done(pods().remove(name, PodRemoval.FORCE));
    assertThat(get(pods().list(PodFilter.all().withNames(name)).collectList())).isEmpty();
    assertThat(get(backend.containers().list(ContainerFilter.all()).collectList()))
        .noneMatch(container -> container.name().startsWith(name));
    done(backend.close());
  }

  private Pods pods() {
    return backend.pods();
  }

  private static <T> T get(Mono<T> step) {
    return step.block(PATIENCE);
  }

  private static void done(Mono<Void> step) {
    step.block(PATIENCE);
  }

  private ContainerSpec member(String suffix, String script) {
    return ContainerSpec.builder("busybox")
        .name(name + "-" + suffix)
        .command("sh", "-c", script)
        .stopGrace(Duration.ZERO)
        .build();
  }

  private PodSpec.Builder spec() {
    return PodSpec.builder(name).label("test", name);
  }

  private int exitOf(String suffix) {
    return get(backend
            .containers()
            .waitFor(ContainerId.of(name + "-" + suffix), WaitCondition.NOT_RUNNING))
        .code()
        .orElse(-1);
  }

  @Test
  void itsContainersReachEachOtherOnLoopback() {
    PodSpec spec =
        spec()
            .container(member("server", "mkdir /w; echo hello >/w/i; httpd -f -p 8080 -h /w"))
            .container(
                member(
                    "client",
                    "for i in 1 2 3 4 5 6 7 8 9; do wget -qO- http://127.0.0.1:8080/i 2>/dev/null && exit 3;"
                        + " sleep 1; done; exit 9"))
            .build();
    PodInfo pod = get(pods().create(spec, PlanMode.STRICT));
    assertThat(pod.state()).isEqualTo(PodState.CREATED);
    assertThat(pod.containers()).hasSize(2);
    done(pods().start(name));
    done(pods().start(name));
    assertThat(exitOf("client")).isEqualTo(3);
    assertThat(get(pods().inspect(name)).state()).isEqualTo(PodState.DEGRADED);
    String log =
        get(
            backend
                .containers()
                .logs(ContainerId.of(name + "-client"), LogOptions.all())
                .ofType(OutputFrame.class)
                .map(frame -> StandardCharsets.UTF_8.decode(frame.bytes()).toString())
                .collect(Collectors.joining()));
    assertThat(log).isEqualTo("hello\n");
    done(pods().stop(name, Duration.ZERO));
    done(pods().stop(name, Duration.ZERO));
    assertThat(get(pods().inspect(name)).state()).isEqualTo(PodState.EXITED);
  }

  @Test
  void aContainerJoinsLaterAndThePodPublishesItsPort() throws IOException {
    int port = freePort();
    get(
        pods()
            .create(
                spec().port(PortBinding.tcp(port, 8080)).hostname("together").build(),
                PlanMode.STRICT));
    ContainerSpec server =
        member("server", "mkdir /w; hostname >/w/i; httpd -f -p 8080 -h /w").toBuilder()
            .pod(name)
            .build();
    get(backend.containers().create(server, PlanMode.STRICT));
    done(pods().start(name));
    assertThat(answer(port)).isEqualTo("together\n");
    List<ContainerStats> stats = get(pods().stats(name, StatsMode.ONE_SHOT).collectList());
    assertThat(stats).hasSize(1);
    assertThat(get(pods().list(PodFilter.all().withLabels(Map.of("test", name))).collectList()))
        .singleElement()
        .satisfies(pod -> assertThat(pod.state()).isEqualTo(PodState.RUNNING));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The server may need a moment to listen. */
  private static String answer(int port) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/i");
    return get(
        Mono.fromCallable(() -> read(uri)).retryWhen(Retry.fixedDelay(50, Duration.ofMillis(100))));
  }

  private static String read(URI uri) throws IOException {
    try (InputStream in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void oneThatRunsIsKeptUnlessForced() {
    get(
        pods()
            .create(
                spec()
                    .container(member("one", "sleep 600"))
                    .container(member("two", "true"))
                    .build(),
                PlanMode.STRICT));
    done(pods().start(name));
    assertThat(exitOf("two")).isZero();
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> done(pods().remove(name, PodRemoval.IF_STOPPED)))
        .withMessageContaining("containers of it run");
    assertThat(get(pods().inspect(name)).containers()).as("nothing half done").hasSize(2);
    done(pods().stop(name, Duration.ZERO));
    assertThat(get(pods().inspect(name)).state()).isEqualTo(PodState.EXITED);
    done(pods().remove(name, PodRemoval.IF_STOPPED));
    done(pods().remove(name, PodRemoval.IF_STOPPED));
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> get(pods().inspect(name)))
        .satisfies(gone -> assertThat(gone.kind()).isEqualTo(NotFoundException.Kind.POD));
  }

  @Test
  void theSameIsReturnedAndAnotherIsAConflictThatNamesTheFields() {
    PodInfo first = get(pods().create(spec().build(), PlanMode.STRICT));
    assertThat(get(pods().create(spec().build(), PlanMode.STRICT)).id()).isEqualTo(first.id());
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> get(pods().create(spec().hostname("other").build(), PlanMode.STRICT)))
        .satisfies(conflict -> assertThat(conflict.differingFields()).containsExactly("hostname"));
    assertThat(get(pods().inspect(name)).id()).isEqualTo(first.id());
  }

  @Test
  void aContainerThatCannotBeMadeLeavesNothing() {
    PodSpec spec =
        spec()
            .container(member("one", "true"))
            .container(ContainerSpec.builder("registry.invalid/none:1").build())
            .build();
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> get(pods().create(spec, PlanMode.STRICT)));
    assertThat(get(pods().list(PodFilter.all().withNames(name)).collectList())).isEmpty();
  }

  @Test
  void cancelledAtAnyMomentNothingIsLeft() {
    for (int moment = 0; moment < 40; moment++) {
      pods()
          .create(spec().container(member("one", "true")).build(), PlanMode.STRICT)
          .take(Duration.ofMillis(moment * 10L))
          .block(PATIENCE);
      done(backend.close());
      aRealServiceIsThere();
      List<PodInfo> left = get(pods().list(PodFilter.all().withNames(name)).collectList());
      if (!left.isEmpty()) {
        assertThat(left.get(0).containers()).as("whole, as it was not cancelled").hasSize(1);
        done(pods().remove(name, PodRemoval.FORCE));
      }
    }
  }

  @Test
  void whatIsThePodsIsRefusedOfItsContainers() {
    get(pods().create(spec().build(), PlanMode.STRICT));
    ContainerSpec own =
        member("one", "true").toBuilder().pod(name).port(PortBinding.randomTcp(80)).build();
    assertThatExceptionOfType(ContainerException.class)
        .isThrownBy(() -> get(backend.containers().create(own, PlanMode.STRICT)))
        .isInstanceOf(InvalidSpecException.class)
        .withMessageContaining("pod " + name);
  }

  private List<String> idsOf(ContainerFilter filter) {
    return get(
        backend.containers().list(filter).map(info -> info.id().value()).sort().collectList());
  }

  /** It has the labels of its pod, so that it is found wherever those are looked for. */
  @Test
  void whatHoldsAPodTogetherIsHiddenAndIsNotPruned() {
    PodSpec spec = spec().container(member("a", "true")).build();
    PodInfo pod = get(pods().create(spec, PlanMode.STRICT));
    ContainerFilter mine = ContainerFilter.all().withLabel("test", name);
    assertThat(idsOf(mine)).isEmpty();
    List<String> holders = idsOf(mine.withInfrastructure());
    assertThat(holders).hasSize(1);
    assertThat(pod.containers())
        .extracting(ContainerId::value)
        .doesNotContainAnyElementsOf(holders);

    done(pods().start(name));
    done(pods().stop(name, Duration.ZERO));
    ContainerFilter ended = new ContainerFilter(Set.of(), mine.labels(), Set.of());
    ContainerFilter endedByState =
        new ContainerFilter(Set.of(ContainerState.EXITED), mine.labels(), Set.of());
    for (ContainerFilter prunable :
        List.of(ended, endedByState, endedByState.withInfrastructure())) {
      assertThat(get(backend.containers().prune(prunable)).removed()).isEmpty();
    }
    assertThat(idsOf(mine.withInfrastructure())).isEqualTo(holders);
  }
}
