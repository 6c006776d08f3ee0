package dev.fairlead.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.tck.SpecSamples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is not declared is refused before the program is started: it notes each of its calls. */
class RefusalsTest {

  private static final Duration STEP = Duration.ofSeconds(30);

  @TempDir Path directory;

  private Stage stage;
  private Backend backend;

  @BeforeEach
  void open() {
    stage = Stage.alone(directory);
    backend = new AppleProvider().open(Stage.endpoint(), stage.options()).block(STEP);
    assertThat(stage.calls()).as("calls while it is opened").hasSize(2);
    stage.forgetCalls();
  }

  @AfterEach
  void close() {
    backend.close().block(STEP);
  }

  private static Throwable outcome(Publisher<?> operation) {
    return Flux.from(operation).then(Mono.<Throwable>empty()).onErrorResume(Mono::just).block(STEP);
  }

  private Map<Capability, Publisher<?>> undeclared() {
    Containers containers = backend.containers();
    Images images = backend.images();
    ContainerId id = ContainerId.of("none");
    ImageReference image = ImageReference.parse("none");
    Flux<ByteBuffer> nothing = Flux.empty();
    LogOptions all = LogOptions.all();
    Map<Capability, Publisher<?>> asked = new EnumMap<>(Capability.class);
    asked.put(Capability.PAUSE, containers.pause(id));
    asked.put(Capability.RENAME, containers.rename(id, "other"));
    asked.put(Capability.HEALTH_CHECK, containers.health(id));
    asked.put(Capability.TOP, containers.top(id));
    asked.put(Capability.ATTACH_RUNNING, containers.attach(id, AttachOptions.output()));
    asked.put(
        Capability.EXEC_PRIVILEGED,
        containers.exec(id, ExecSpec.builder(List.of("true")).privileged(true).build()));
    asked.put(
        Capability.RESIZE,
        containers.exec(id, ExecSpec.builder(List.of("true")).tty(true).stdin(true).build()));
    asked.put(
        Capability.LOG_STREAMS_APART, containers.logs(id, all.withStreams(StandardStream.STDERR)));
    asked.put(
        Capability.LOG_TIMESTAMPS,
        containers.logs(id, all.withTimestamps(LogOptions.Timestamps.YES)));
    asked.put(Capability.LOG_RANGE, containers.logs(id, all.withSince(Instant.EPOCH)));
    asked.put(Capability.LOG_PREVIOUS, containers.logs(id, all.withRun(LogOptions.Run.PREVIOUS)));
    asked.put(Capability.EVENTS, backend.system().events(EventFilter.all()));
    asked.put(Capability.FILE_COPY, containers.copyOut(id, "/"));
    asked.put(Capability.COMMIT, containers.commit(id, CommitSpec.to("none")));
    asked.put(Capability.PORT_FORWARD, containers.connectPort(id, 80));
    asked.put(Capability.IMAGE_PUSH, images.push(image, PushOptions.defaults()));
    asked.put(
        Capability.REGISTRY_CREDENTIALS,
        images.pull(
            image,
            PullOptions.defaults().withCredentials(RegistryCredentials.basic("me", "secret"))));
    asked.put(
        Capability.IMAGE_BUILD, images.build(BuildSpec.builder(BuildContext.tar(nothing)).build()));
    asked.put(
        Capability.IMAGE_PRUNE, images.prune(ImagePruneOptions.of(ImagePruneOptions.Scope.UNUSED)));
    asked.put(Capability.IMAGE_HISTORY, images.history(image));
    asked.put(
        Capability.IMAGE_LAYOUT,
        images.save(List.of(image), SaveOptions.defaults().withLayout(SaveOptions.Layout.DOCKER)));
    asked.put(Capability.IMAGE_IMPORT, images.importArchive(nothing, ImportSpec.to(image)));
    asked.put(
        Capability.NETWORK_CONNECT, backend.networks().connect(id, NetworkAttachment.to("none")));
    asked.put(Capability.PODS, backend.pods().inspect("none"));
    asked.put(Capability.INDEXED_JOBS, backend.indexedJobs().inspect("none"));
    assertThat(outcome(backend.networks().disconnect(id, "none", Disconnect.FORCE)))
        .isInstanceOf(OperationUnsupportedException.class);
    return asked;
  }

  @Test
  void undeclaredOperationsStartNoProgram() {
    undeclared()
        .forEach(
            (capability, operation) -> {
              assertThat(backend.capabilities().has(capability)).as(capability.label()).isFalse();
              assertThat(outcome(operation))
                  .as(capability.label())
                  .isInstanceOfSatisfying(
                      OperationUnsupportedException.class,
                      refusal -> assertThat(refusal.capability()).isEqualTo(capability));
            });
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void droppedFieldsStartNoProgram() {
    SpecSamples.all()
        .forEach(
            (field, wish) -> {
              ContainerSpec spec = wish.apply(ContainerSpec.builder("none")).build();
              if (!backend.plan(spec).block(STEP).dropped().isEmpty()) {
                assertThat(outcome(backend.containers().create(spec, PlanMode.STRICT)))
                    .as(field.label())
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining(field.label());
              }
            });
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void lessMemoryThanAMachineNeedsAndPartsOfProcessorsAreRefused() {
    ContainerSpec small = ContainerSpec.builder("none").memoryBytes((200L << 20) - 1).build();
    assertThat(outcome(backend.containers().create(small, PlanMode.STRICT)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("200 MiB");
    ContainerSpec part = ContainerSpec.builder("none").nanoCpus(1_500_000_000).build();
    assertThat(outcome(backend.containers().create(part, PlanMode.STRICT)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("whole processors");
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void volumesThatAreTooSmallAndNamesThatANetworkCannotHaveAreRefused() {
    assertThat(outcome(backend.volumes().create(VolumeSpec.builder("v").sizeBytes(1023).build())))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("at least 1 MiB");
    assertThat(outcome(backend.networks().create(NetworkSpec.builder("Upper").build())))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("lower case letters")
        .hasMessageContaining("another name");
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void thePlanSaysThatAnAnonymousVolumeStays() {
    ContainerSpec spec =
        ContainerSpec.builder("none")
            .autoRemove(true)
            .mount(new Mount.NamedVolume(Optional.empty(), "/data", Mount.Access.READ_WRITE))
            .build();
    assertThat(backend.plan(spec).block(STEP).fields())
        .filteredOn(fate -> fate.field() == SpecField.VOLUME_MOUNTS)
        .singleElement()
        .satisfies(fate -> assertThat(fate.detail()).contains("fairlead volume prune"));
  }
}
