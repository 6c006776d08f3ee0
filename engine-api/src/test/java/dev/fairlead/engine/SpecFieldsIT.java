package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.log.OutputFrame;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Every field of a specification on a real daemon: what a container has of it, and what not. */
class SpecFieldsIT {

  private static final String END = "END";

  /** What shows in the pull, in other tests, or where a daemon has what this one may lack. */
  private static final Set<SpecField> ELSEWHERE =
      EnumSet.of(
          SpecField.PULL_POLICY,
          SpecField.IMAGE_CREDENTIALS,
          SpecField.ANNOTATIONS,
          SpecField.CDI_DEVICES,
          SpecField.GPUS,
          SpecField.POD,
          SpecField.BACKEND_OPTIONS);

  @TempDir static Path directory;

  @RegisterExtension final RealDocker docker = new RealDocker();

  @BeforeAll
  static void aFile() throws IOException {
    Files.writeString(directory.resolve("file"), "content\n");
  }

  static Stream<SpecRow> rows() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return Stream.of(
              SpecRows.process(),
              SpecRows.mounts(directory),
              SpecRows.networking(free.getLocalPort()),
              SpecRows.resources(),
              SpecRows.security(),
              SpecRows.life())
          .flatMap(rows -> rows);
    }
  }

  private <T> T get(Mono<T> operation) {
    return operation.block(RealDocker.LONG);
  }

  private Disposition fate(ContainerSpec spec, SpecField field) {
    return get(docker.containers().plan(spec)).fields().stream()
        .filter(each -> each.field() == field)
        .map(FieldPlan::disposition)
        .findFirst()
        .orElseThrow();
  }

  private static String text(Flux<OutputFrame> output) {
    StringBuilder text = new StringBuilder();
    return output
        .map(frame -> StandardCharsets.UTF_8.decode(frame.bytes()).toString())
        .takeUntil(part -> text.append(part).indexOf(END) >= 0)
        .then(Mono.fromSupplier(text::toString))
        .block(RealDocker.LONG)
        .replace(END, "")
        .strip();
  }

  private JsonObject told(ContainerId id) {
    return get(
        docker.client().object(docker.client().get("look", "/containers/{}/json", id.value())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void theContainerHasWhatThePlanKeeps(SpecRow row) {
    ContainerSpec spec =
        row.wish()
            .apply(docker.spec("sh", "-c", row.script() + "; echo " + END + "; sleep 60"))
            .build();
    assertThat(fate(spec, row.field())).isIn(Disposition.KEPT, Disposition.APPROXIMATED);
    if (row.script().equals(SpecRow.NOT_STARTED)) {
      ContainerId id = get(docker.containers().create(spec, PlanMode.STRICT)).id();
      assertThat(row.told().apply(told(id))).as("told").isEqualTo(row.expected());
      return;
    }
    AttachedContainer running =
        get(docker.containers().runAttached(spec, PlanMode.STRICT, AttachOptions.output()));
    assertThat(text(running.process().output())).as("seen inside").matches(row.inside());
    assertThat(row.told().apply(told(running.id()))).as("told").isEqualTo(row.expected());
    running.process().close().block(RealDocker.LONG);
  }

  @Test
  void aNamedVolumeIsSharedAndCanBeReadOnly() {
    String volume = docker.name("volume");
    try {
      List<String> seen =
          Stream.of(
                  "echo kept > /data/x; cat /data/x",
                  "cat /data/x; touch /data/y 2>/dev/null || echo refused")
              .map(
                  script -> {
                    Mount.Access access =
                        script.startsWith("echo")
                            ? Mount.Access.READ_WRITE
                            : Mount.Access.READ_ONLY;
                    ContainerSpec spec =
                        docker
                            .spec("sh", "-c", script + "; echo " + END)
                            .mount(new Mount.NamedVolume(Optional.of(volume), "/data", access))
                            .autoRemove(true)
                            .build();
                    AttachedContainer run =
                        get(
                            docker
                                .containers()
                                .runAttached(spec, PlanMode.STRICT, AttachOptions.output()));
                    String text = text(run.process().output());
                    get(run.process().exit());
                    run.process().close().block(RealDocker.LONG);
                    return text;
                  })
              .toList();
      assertThat(seen).containsExactly("kept", "kept\nrefused");
    } finally {
      Flux.interval(Duration.ZERO, Duration.ofMillis(100))
          .onBackpressureDrop()
          .concatMap(
              tick ->
                  docker
                      .client()
                      .send(docker.client().delete("clean up", "/volumes/{}", volume).accept(409)))
          .takeUntil(status -> status != 409)
          .blockLast(RealDocker.LONG);
    }
  }

  @Test
  void everyFieldHasARow() throws IOException {
    Set<SpecField> fields =
        rows()
            .map(SpecRow::field)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(SpecField.class)));
    assertThat(EnumSet.complementOf(EnumSet.copyOf(fields))).isEqualTo(ELSEWHERE);
  }

  private void refused(UnaryOperator<ContainerSpecBuilder> wish, String... words) {
    docker
        .containers()
        .create(wish.apply(docker.spec("true")).build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidSpecException.class)
                    .message()
                    .contains(words)
                    .doesNotContain("\n"))
        .verify(RealDocker.LONG);
    assertThat(get(docker.containers().list(docker.mine()).count())).isZero();
  }

  @Test
  void whatWouldBePassedOverIsRefusedAndMakesNothing() {
    NetworkAttachment host = NetworkAttachment.to(NetworkAttachment.HOST);
    refused(spec -> spec.network(host).port(PortBinding.tcp(8080, 80)), "ports", "host");
    refused(spec -> spec.network(host).publishAll(true), "publish-all", "host");
    refused(spec -> spec.pod("p"), "pod");
    refused(spec -> spec.backendOption("docker.nonsense", "1"), "docker.nonsense");
    refused(
        spec -> spec.gpus(new GpuRequest(GpuRequest.Selection.ALL, 0, List.of(), "amd", Set.of())),
        "gpus",
        "nvidia");
  }

  @Test
  void valuesThatTheDaemonRefusesAreInvalid() {
    refused(spec -> spec.memoryBytes(1 << 20), "6MB");
    refused(spec -> spec.memorySwapBytes(64 << 20), "emory");
    refused(spec -> spec.nanoCpus(1_000_000_000_000L), "CPUs");
    refused(spec -> spec.cpuset("999"), "999");
    refused(spec -> spec.capAdd("NO_SUCH"), "NO_SUCH");
    refused(spec -> spec.extraHost("a", "not-an-address"), "not-an-address");
    refused(spec -> spec.securityOption("colour=red"), "colour");
    refused(
        spec ->
            spec.healthCheck(
                new HealthCheck(
                    List.of("true"),
                    HealthCheck.Form.EXEC,
                    Optional.of(Duration.ofNanos(10)),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty())),
        "1ms");
  }

  @Test
  void gpusAreAskedForInTheDaemonsOwnWords() {
    ContainerSpec spec = docker.spec("true").gpus(GpuRequest.ids(List.of("0", "1"))).build();
    assertThat(fate(spec, SpecField.GPUS)).isEqualTo(Disposition.KEPT);
    assertThat(get(docker.containers().plan(spec)).nativeRequest().replaceAll("\\s+", ""))
        .contains(
            "\"DeviceRequests\":[{\"DeviceIDs\":[\"0\",\"1\"],\"Capabilities\":[[\"gpu\"]]}]");
  }

  @Test
  void theStopSignalAndTheGracePeriodAreItsOwn() {
    ContainerId polite =
        docker.start(
            docker
                .spec("sh", "-c", "trap 'exit 4' INT; echo END; while :; do sleep 0.1; done")
                .stopSignal(Signal.INT));
    ContainerId stubborn =
        docker.start(
            docker
                .spec("sh", "-c", "trap '' TERM; echo END; while :; do sleep 0.1; done")
                .stopGrace(Duration.ofSeconds(1)));
    StopResult asked = get(docker.containers().stop(polite, StopOptions.defaults()));
    assertThat(asked.outcome()).isEqualTo(StopResult.Outcome.GRACEFUL);
    long before = System.nanoTime();
    StopResult killed = get(docker.containers().stop(stubborn, StopOptions.defaults()));
    assertThat(killed.outcome()).isEqualTo(StopResult.Outcome.KILLED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aFailureIsTriedAgainAsOftenAsThePolicySays() {
    ContainerId id =
        docker.start(
            docker.spec("sh", "-c", "exit 3").restartPolicy(RestartPolicy.parse("on-failure:2")));
    Flux.interval(Duration.ofMillis(100))
        .onBackpressureDrop()
        .concatMap(tick -> docker.containers().inspect(id))
        .takeUntil(info -> info.restartCount() == 2 && info.state() == ContainerState.EXITED)
        .blockLast(RealDocker.LONG);
    assertThat(docker.inspect(id).exit().orElseThrow().code()).hasValue(3);
  }

  @Test
  void whatRemovesItselfIsGone() {
    ContainerId id = docker.create(docker.spec("true").autoRemove(true));
    Exit exit =
        get(
            Mono.usingWhen(
                docker.containers().watchExit(id, WaitCondition.REMOVED),
                watch -> docker.containers().start(id).then(watch.exit()),
                ExitWatch::close));
    assertThat(exit.code()).hasValue(0);
    assertThat(get(docker.containers().list(docker.mine()).count())).isZero();
  }
}
