package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo.MountPoint;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import dev.fairlead.transport.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Tag("side-by-side")
class KubernetesVolumeIT {

  private static final String OTHER_CLASS = "fairlead-other";

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  private String data() {
    return "Data_" + space.name("v");
  }

  private Volumes volumes() {
    return space.backend().volumes();
  }

  private static Mount at(String volume) {
    return new Mount.NamedVolume(Optional.of(volume), "/data", Mount.Access.READ_WRITE);
  }

  /** By hand: the space itself knows containers only. */
  @AfterEach
  void noVolumeIsLeft() {
    space
        .containers()
        .list(space.mine())
        .concatMap(info -> space.containers().remove(info.id(), RemoveOptions.force()))
        .then(volumes().remove(data()))
        .block(LIMIT);
  }

  private Exit run(ContainerSpec spec) {
    ContainerId id = get(space.containers().launch(spec, PlanMode.STRICT)).id();
    return get(space.containers().waitFor(id, WaitCondition.NOT_RUNNING));
  }

  @Test
  void mountMakesTheVolumeAndWhatIsInItOutlivesThePod() {
    assertThat(space.backend().capabilities().note(Capability.VOLUMES))
        .contains("as claims of class directory");
    assertThat(run(space.sh("echo kept > /data/file").mount(at(data())).build()))
        .isEqualTo(new Exit.Exited(0));
    ContainerId writer = space.list().get(0).id();
    assertThat(get(space.containers().inspect(writer)).mounts())
        .extracting(MountPoint::target)
        .containsExactly("/data");
    space.containers().remove(writer, RemoveOptions.defaults()).block(LIMIT);
    VolumeInfo volume = get(volumes().inspect(data()));
    assertThat(volume.name()).isEqualTo(data());
    assertThat(volume.driver()).isEqualTo("directory");
    assertThat(volume.sizeBytes()).hasValue(1L << 30);
    assertThat(volume.labels()).containsKeys(Ownership.OWNER, Ownership.CREATED);
    assertThat(run(space.sh("grep -q kept /data/file").mount(at(data())).build()))
        .isEqualTo(new Exit.Exited(0));
  }

  @Test
  void volumeThatWasMadeForAPodWhichDoesNotStartIsTakenBack() {
    space
        .containers()
        .launch(
            space.sh("exit 0").image("127.0.0.1:1/no/such:image").mount(at(data())).build(),
            PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(LIMIT);
    volumes()
        .inspect(data())
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(LIMIT);
  }

  @Test
  void volumeThatWasThereIsNotTakenBack() {
    get(volumes().create(VolumeSpec.builder(data()).sizeBytes(5L << 20).build()));
    space
        .containers()
        .launch(
            space.sh("exit 0").image("127.0.0.1:1/no/such:image").mount(at(data())).build(),
            PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectError(NotFoundException.class)
        .verify(LIMIT);
    assertThat(get(volumes().inspect(data())).sizeBytes()).hasValue(5L << 20);
  }

  @Test
  void classThatWaitsForTheFirstPodIsNotWaitedFor() {
    withClass(
        "kubernetes.io/host-path",
        "WaitForFirstConsumer",
        other -> {
          assertThat(get(other.volumes().create(VolumeSpec.of(data()))).driver())
              .isEqualTo(OTHER_CLASS);
          assertThat(run(space.sh("echo x > /data/file").mount(at(data())).build()))
              .isEqualTo(new Exit.Exited(0));
        });
  }

  @Test
  void whyAVolumeIsNotThereIsToldInItsOwnWords() {
    withClass(
        "kubernetes.io/no-such",
        "Immediate",
        other ->
            other
                .containers()
                .launch(space.sh("exit 0").mount(at(data())).build(), PlanMode.STRICT)
                .as(StepVerifier::create)
                .expectErrorSatisfies(
                    error ->
                        assertThat(error)
                            .isInstanceOf(BackendFailureException.class)
                            .hasMessageContaining("Unschedulable")
                            .hasMessageContaining("ProvisioningFailed")
                            .hasMessageContaining("kubernetes.io/no-such"))
                .verify(LIMIT));
    assertThat(space.list()).isEmpty();
  }

  /** Opens the namespace anew with another class of storage, which is there for that long. */
  private void withClass(String provisioner, String binding, Consumer<Backend> act) {
    Map<String, Object> other =
        Map.of(
            "metadata",
            Map.of("name", OTHER_CLASS),
            "provisioner",
            provisioner,
            "volumeBindingMode",
            binding);
    space.asked(
        server -> server.call(classes(HttpRequest.post(path().path()).json(other)), Map.class));
    try {
      act.accept(
          space.open(
              space.cluster().kubeconfig(),
              BackendOptions.defaults()
                  .with(KubernetesProvider.STORAGE_CLASS, OTHER_CLASS)
                  .with(BackendOptions.START_TIMEOUT, Duration.ofSeconds(10))));
    } finally {
      space.asked(
          server ->
              server.call(
                  classes(HttpRequest.delete(path().named(OTHER_CLASS).path())), Map.class));
    }
  }

  @Test
  void classThatIsNotThereIsRefusedByName() {
    volumes()
        .create(VolumeSpec.builder(data()).driver("no-such").build())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("no class of storage no-such")
                    .hasMessageContaining("directory"))
        .verify(LIMIT);
  }

  @Test
  void pruneLeavesWhatSomebodyElseMade() {
    Map<String, Object> claim =
        Map.of(
            "metadata", Map.of("name", space.name("foreign"), "labels", Map.of("it", "foreign")),
            "spec",
                Map.of(
                    "accessModes",
                    List.of("ReadWriteOnce"),
                    "resources",
                    Map.of("requests", Map.of("storage", "1Mi"))));
    ApiPath path = ApiPath.core(space.cluster().namespace(), "persistentvolumeclaims");
    space.asked(
        server ->
            server.call(
                new ApiCall(
                    HttpRequest.post(path.path()).json(claim),
                    path,
                    "make a claim",
                    NotFoundException.Kind.VOLUME),
                Map.class));
    get(volumes().create(VolumeSpec.builder(data()).label("it", "foreign").build()));
    assertThat(
            get(volumes()
                    .prune(
                        VolumePruneOptions.of(VolumePruneOptions.Scope.UNUSED)
                            .withLabels(Map.of("it", "foreign"))))
                .removed())
        .containsExactly(data());
    assertThat(get(volumes().inspect(space.name("foreign"))).labels())
        .doesNotContainKey(Ownership.OWNER);
    volumes().remove(space.name("foreign")).block(LIMIT);
  }

  /** Started again, it would not find what it left. */
  @Test
  void volumeOfADeploymentThatIsStoppedIsInUse() {
    ContainerId id =
        get(space
                .containers()
                .launch(
                    space
                        .sh("trap 'exit 0' TERM; while :; do sleep 0.1; done")
                        .name(space.name("stopped"))
                        .restartPolicy(RestartPolicy.parse("always"))
                        .mount(at(data()))
                        .build(),
                    PlanMode.STRICT))
            .id();
    get(space.containers().stop(id, StopOptions.defaults()));
    volumes()
        .remove(data())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("in use by " + id))
        .verify(LIMIT);
  }

  @Test
  void severalAtOnceMakeOneVolume() {
    get(
        Flux.range(0, 3)
            .flatMap(
                turn ->
                    space
                        .containers()
                        .launch(
                            space.sh("echo x >> /data/file").mount(at(data())).build(),
                            PlanMode.STRICT))
            .collectList());
    space
        .containers()
        .list(space.mine())
        .concatMap(info -> space.containers().waitFor(info.id(), WaitCondition.NOT_RUNNING))
        .collectList()
        .as(StepVerifier::create)
        .assertNext(ends -> assertThat(ends).hasSize(3).allMatch(Exit::success))
        .expectComplete()
        .verify(LIMIT);
    assertThat(run(space.sh("test $(grep -c x /data/file) = 3").mount(at(data())).build()))
        .isEqualTo(new Exit.Exited(0));
  }

  private static ApiPath path() {
    return ApiPath.ofCluster("storage.k8s.io", "v1", "storageclasses");
  }

  private static ApiCall classes(HttpRequest request) {
    return new ApiCall(request, path(), "change classes", NotFoundException.Kind.OTHER);
  }
}
