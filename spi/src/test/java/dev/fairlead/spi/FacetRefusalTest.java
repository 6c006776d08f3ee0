package dev.fairlead.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.job.IndexedJobSpec;
import dev.fairlead.spi.job.IndexedJobs;
import dev.fairlead.spi.network.Disconnect;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.pod.PodFilter;
import dev.fairlead.spi.pod.PodRemoval;
import dev.fairlead.spi.pod.PodSpec;
import dev.fairlead.spi.pod.Pods;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FacetRefusalTest {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String BACKEND = "bare";

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("operations")
  void anUndeclaredOperationNamesBackendAndCapability(
      Capability capability, String words, Publisher<?> operation) {
    for (int subscription = 0; subscription < 2; subscription++) {
      Flux.from(operation)
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOfSatisfying(
                          OperationUnsupportedException.class,
                          refusal -> {
                            assertThat(refusal.capability()).isEqualTo(capability);
                            assertThat(refusal.retryable()).isFalse();
                          })
                      .hasMessageStartingWith("bare could not " + words)
                      .hasMessageContaining(capability.label()))
          .verify(SOON);
    }
  }

  static Stream<Arguments> operations() {
    return Stream.of(images(), volumes(), networks(), pods(), jobs(), system())
        .flatMap(each -> each);
  }

  private static Stream<Arguments> images() {
    Images images = Images.unsupported(BACKEND);
    ImageReference a = ImageReference.parse("a");
    BuildSpec build = BuildSpec.builder(BuildContext.directory(Path.of("ctx"))).build();
    ImagePruneOptions prune = ImagePruneOptions.of(ImagePruneOptions.Scope.UNUSED);
    return Stream.of(
        refused(Capability.IMAGE_PULL, "pull a", images.pull(a, PullOptions.defaults())),
        refused(Capability.IMAGE_PUSH, "push a", images.push(a, PushOptions.defaults())),
        refused(Capability.IMAGE_BUILD, "build", images.build(build)),
        refused(Capability.IMAGE_INSPECT, "inspect image a", images.inspect(a)),
        refused(Capability.IMAGE_LIST, "list images", images.list(ImageFilter.all())),
        refused(Capability.IMAGE_TAG, "tag a as a", images.tag(a, a)),
        refused(Capability.IMAGE_REMOVE, "remove image a", images.remove(a, ImageInUse.REFUSE)),
        refused(Capability.IMAGE_PRUNE, "prune images", images.prune(prune)),
        refused(Capability.IMAGE_HISTORY, "show the history of a", images.history(a)),
        refused(Capability.IMAGE_SAVE, "save [a]", images.save(List.of(a), SaveOptions.defaults())),
        refused(Capability.IMAGE_LOAD, "load images", images.load(Flux.empty())),
        refused(
            Capability.IMAGE_IMPORT,
            "import an image",
            images.importArchive(Flux.empty(), ImportSpec.to(a))));
  }

  private static Stream<Arguments> volumes() {
    Volumes volumes = Volumes.unsupported(BACKEND);
    VolumePruneOptions prune = VolumePruneOptions.of(VolumePruneOptions.Scope.ANONYMOUS);
    return Stream.of(
        refused(Capability.VOLUMES, "create volume v", volumes.create(VolumeSpec.of("v"))),
        refused(Capability.VOLUMES, "inspect volume v", volumes.inspect("v")),
        refused(Capability.VOLUMES, "list volumes", volumes.list(VolumeFilter.all())),
        refused(Capability.VOLUMES, "remove volume v", volumes.remove("v")),
        refused(Capability.VOLUMES, "prune volumes", volumes.prune(prune)));
  }

  private static Stream<Arguments> networks() {
    Networks networks = Networks.unsupported(BACKEND);
    ContainerId c = ContainerId.of("c");
    return Stream.of(
        refused(Capability.NETWORKS, "create network n", networks.create(NetworkSpec.of("n"))),
        refused(Capability.NETWORKS, "inspect network n", networks.inspect("n")),
        refused(Capability.NETWORKS, "list networks", networks.list(NetworkFilter.all())),
        refused(
            Capability.NETWORK_CONNECT,
            "connect c to network n",
            networks.connect(c, NetworkAttachment.to("n"))),
        refused(
            Capability.NETWORK_CONNECT,
            "disconnect c from network n",
            networks.disconnect(c, "n", Disconnect.GRACEFUL)),
        refused(Capability.NETWORKS, "remove network n", networks.remove("n")),
        refused(Capability.NETWORKS, "prune networks", networks.prune(Map.of())));
  }

  private static Stream<Arguments> pods() {
    Pods pods = Pods.unsupported(BACKEND);
    PodSpec spec = PodSpec.builder("p").build();
    return Stream.of(
        refused(Capability.PODS, "create pod p", pods.create(spec, PlanMode.STRICT)),
        refused(Capability.PODS, "inspect pod p", pods.inspect("p")),
        refused(Capability.PODS, "list pods", pods.list(PodFilter.all())),
        refused(Capability.PODS, "start pod p", pods.start("p")),
        refused(Capability.PODS, "stop pod p", pods.stop("p", Duration.ZERO)),
        refused(Capability.PODS, "remove pod p", pods.remove("p", PodRemoval.FORCE)),
        refused(Capability.PODS, "measure pod p", pods.stats("p", StatsMode.ONE_SHOT)));
  }

  private static Stream<Arguments> jobs() {
    IndexedJobs jobs = IndexedJobs.unsupported(BACKEND);
    IndexedJobSpec spec = IndexedJobSpec.builder("j", ContainerSpec.builder("a").build()).build();
    return Stream.of(
        refused(Capability.INDEXED_JOBS, "create job j", jobs.create(spec, PlanMode.STRICT)),
        refused(Capability.INDEXED_JOBS, "inspect job j", jobs.inspect("j")),
        refused(Capability.INDEXED_JOBS, "watch job j", jobs.watch("j")),
        refused(Capability.INDEXED_JOBS, "list jobs", jobs.list(Map.of())),
        refused(Capability.INDEXED_JOBS, "remove job j", jobs.remove("j")));
  }

  private static Stream<Arguments> system() {
    RuntimeSystem system =
        new RuntimeSystem() {
          @Override
          public String backend() {
            return BACKEND;
          }

          @Override
          public Mono<SystemInfo> info() {
            return Mono.just(SystemInfo.builder("bare", "1").build());
          }
        };
    return Stream.of(refused(Capability.EVENTS, "follow events", system.events(EventFilter.all())));
  }

  private static Arguments refused(Capability capability, String words, Publisher<?> operation) {
    return Arguments.of(capability, words, operation);
  }
}
