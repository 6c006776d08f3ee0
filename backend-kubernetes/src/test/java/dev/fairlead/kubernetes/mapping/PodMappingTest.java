package dev.fairlead.kubernetes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.spi.image.RegistryCredentials;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodMappingTest {

  private static ContainerSpecBuilder spec() {
    return ContainerSpec.builder("busybox").command("sh", "-c", "exit 0");
  }

  private static Pod pod(ContainerSpecBuilder spec) {
    ContainerSpec built = spec.build();
    return new PodMapping(
            built,
            "web",
            new SecretMapping(built, "web").names(),
            StorageClasses.none(),
            value -> value)
        .pod();
  }

  private static Container main(ContainerSpecBuilder spec) {
    return pod(spec).getSpec().getContainers().get(0);
  }

  private static Plan plan(ContainerSpecBuilder spec) {
    return new PodPlanner("ns", StorageClasses.none(), Clock.systemUTC()).plan(spec.build());
  }

  private static FieldPlan fate(SpecField field, ContainerSpecBuilder spec) {
    return plan(spec).fields().stream()
        .filter(each -> each.field() == field)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void wordsAreNeitherSplitNorExpanded() {
    Container container =
        main(ContainerSpec.builder("i").command("a b", "$(HOME)", "$$", "$").env("X", "$(Y)"));
    assertThat(container.getCommand()).isEmpty();
    assertThat(container.getArgs()).containsExactly("a b", "$$(HOME)", "$$$$", "$$");
    assertThat(container.getEnv().get(0).getValue()).isEqualTo("$$(Y)");
  }

  @Test
  void entrypointReplacesOrClearsThatOfTheImage() {
    Container replaced = main(spec().entrypoint(List.of("tool", "-x")));
    assertThat(replaced.getCommand()).containsExactly("tool", "-x");
    assertThat(replaced.getArgs()).containsExactly("sh", "-c", "exit 0");
    Container cleared = main(spec().entrypoint(List.of()));
    assertThat(cleared.getCommand()).containsExactly("sh", "-c", "exit 0");
    assertThat(cleared.getArgs()).isEmpty();
  }

  @Test
  void secretValuesGoThroughASecretThatThePodPointsTo() {
    ContainerSpec built =
        spec()
            .env("PLAIN", "p")
            .secretEnv("TOKEN", "s3cret")
            .imageCredentials(RegistryCredentials.basic("me", "pw"))
            .build();
    SecretMapping mapping = new SecretMapping(built, "web");
    Pod pod =
        new PodMapping(built, "web", mapping.names(), StorageClasses.none(), value -> value).pod();
    List<Secret> secrets = mapping.secrets();
    assertThat(pod.toString()).doesNotContain("s3cret");
    assertThat(SecretMapping.of(pod))
        .containsExactlyElementsOf(
            secrets.stream().map(secret -> secret.getMetadata().getName()).toList());
    assertThat(secrets.get(0).getData()).containsExactly(Map.entry("v1", "czNjcmV0"));
    assertThat(secrets.get(1).getType()).isEqualTo("kubernetes.io/dockerconfigjson");
    assertThat(pod.getSpec().getImagePullSecrets()).hasSize(1);
    assertThat(
            new PodPlanner("ns", StorageClasses.none(), Clock.systemUTC())
                .plan(built)
                .nativeRequest())
        .contains("/secrets")
        .doesNotContain("s3cret", "czNjcmV0", "\"p\"");
  }

  @Test
  void podHasNoKeyToTheClusterUnlessAskedFor() {
    assertThat(pod(spec()).getSpec().getAutomountServiceAccountToken()).isFalse();
    Pod asked = pod(spec().backendOption("kubernetes.service-account", "builder"));
    assertThat(asked.getSpec().getAutomountServiceAccountToken()).isTrue();
    assertThat(asked.getSpec().getServiceAccountName()).isEqualTo("builder");
  }

  @Test
  void resourcesAreLimitsAndRequests() {
    Container container =
        main(
            spec()
                .memoryBytes(64L << 20)
                .memoryReservationBytes(32L << 20)
                .nanoCpus(1_500_000_001L)
                .cpuShares(2048)
                .gpus(GpuRequest.count(2)));
    assertThat(container.getResources().getLimits())
        .containsEntry("memory", new Quantity("67108864"))
        .containsEntry("cpu", new Quantity("1501m"))
        .containsEntry("nvidia.com/gpu", new Quantity("2"));
    assertThat(container.getResources().getRequests())
        .containsEntry("memory", new Quantity("33554432"))
        .containsEntry("cpu", new Quantity("1501m"));
  }

  @Test
  void nodesAreChosenByOptions() {
    Pod pod =
        pod(
            spec()
                .backendOption("kubernetes.node-selector", "disk=ssd, zone=a")
                .backendOption("kubernetes.tolerations", "gpu=yes:NoSchedule,spot")
                .backendOption("other.thing", "x"));
    assertThat(pod.getSpec().getNodeSelector())
        .containsEntry("disk", "ssd")
        .containsEntry("zone", "a");
    assertThat(pod.getSpec().getTolerations())
        .extracting(each -> each.getKey() + " " + each.getOperator() + " " + each.getEffect())
        .containsExactly("gpu Equal NoSchedule", "spot Exists null");
    FieldPlan unknown =
        fate(SpecField.BACKEND_OPTIONS, spec().backendOption("kubernetes.wish", "x"));
    assertThat(unknown.disposition()).isEqualTo(Disposition.DROPPED);
    assertThat(unknown.detail()).contains("kubernetes.wish");
  }

  @Test
  void whatAClusterCannotGiveIsDropped() {
    assertThat(
            fate(
                    SpecField.BIND_MOUNTS,
                    spec()
                        .mount(
                            new Mount.Bind(
                                "/a",
                                "/b",
                                Mount.Access.READ_ONLY,
                                Mount.Relabel.NONE,
                                Optional.empty())))
                .disposition())
        .isEqualTo(Disposition.DROPPED);
    assertThat(
            fate(SpecField.EXTRA_HOSTS, spec().extraHost("host", NetworkingSpec.HOST_GATEWAY))
                .disposition())
        .isEqualTo(Disposition.DROPPED);
    assertThat(fate(SpecField.USER, spec().user("nobody")).disposition())
        .isEqualTo(Disposition.DROPPED);
    assertThat(fate(SpecField.USER, spec().user("1000:100")).disposition())
        .isEqualTo(Disposition.KEPT);
  }

  @Test
  void volumeOfAnyNameIsAnEmptyDirectoryWhereLossIsAccepted() {
    ContainerSpecBuilder spec =
        spec().mount(new Mount.NamedVolume(Optional.of("data"), "/data", Mount.Access.READ_ONLY));
    assertThat(fate(SpecField.VOLUME_MOUNTS, spec).detail()).contains("--lenient");
    assertThat(pod(spec).getSpec().getVolumes().get(0).getEmptyDir()).isNotNull();
    assertThat(main(spec).getVolumeMounts().get(0).getReadOnly()).isTrue();
  }

  @Test
  void graceIsThatOfAnyRuntimeUnlessItIsSet() {
    assertThat(pod(spec()).getSpec().getTerminationGracePeriodSeconds()).isEqualTo(10);
    assertThat(
            pod(spec().stopGrace(Duration.ofMillis(1500)))
                .getSpec()
                .getTerminationGracePeriodSeconds())
        .isEqualTo(2);
  }
}
