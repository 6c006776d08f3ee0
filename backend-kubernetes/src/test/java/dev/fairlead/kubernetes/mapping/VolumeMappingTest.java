package dev.fairlead.kubernetes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.mapping.StorageClasses.Sight;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Mount;
import io.fabric8.kubernetes.api.model.Volume;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeMappingTest {

  private static final StorageClasses SLOW =
      new StorageClasses(
          Sight.SEEN, List.of("slow", "fast"), Optional.of("slow"), Optional.empty(), "2Gi");
  private static final StorageClasses NO_DEFAULT =
      new StorageClasses(
          Sight.SEEN, List.of("slow", "fast"), Optional.empty(), Optional.empty(), "2Gi");

  private static ContainerSpecBuilder mounting(String... volumes) {
    ContainerSpecBuilder spec = ContainerSpec.builder("image");
    for (String volume : volumes) {
      spec.mount(
          new Mount.NamedVolume(
              volume.isEmpty() ? Optional.empty() : Optional.of(volume),
              "/in/" + volume,
              Mount.Access.READ_WRITE));
    }
    return spec;
  }

  private static List<Volume> volumes(ContainerSpecBuilder spec, StorageClasses classes) {
    ContainerSpec built = spec.build();
    return new PodMapping(
            built, "web", new SecretMapping(built, "web").names(), classes, value -> value)
        .pod()
        .getSpec()
        .getVolumes();
  }

  private static FieldPlan fate(ContainerSpecBuilder spec, StorageClasses classes) {
    return plan(spec, classes).fields().stream()
        .filter(each -> each.field() == SpecField.VOLUME_MOUNTS)
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(ContainerSpecBuilder spec, StorageClasses classes) {
    return new PodPlanner("ns", classes, Clock.systemUTC()).plan(spec.build());
  }

  @Test
  void namedVolumeIsAClaimAndOneWithoutANameIsNot() {
    List<Volume> volumes = volumes(mounting("My_Data", ""), SLOW);
    assertThat(volumes.get(0).getPersistentVolumeClaim().getClaimName())
        .isEqualTo(Names.pod("My_Data"));
    assertThat(volumes.get(1).getEmptyDir()).isNotNull();
    FieldPlan fate = fate(mounting("My_Data", ""), SLOW);
    assertThat(fate.disposition()).isEqualTo(Disposition.APPROXIMATED);
    assertThat(fate.detail()).contains("of class slow").contains("2Gi").contains("empty directory");
    assertThat(plan(mounting("data"), SLOW).nativeRequest())
        .contains("POST /api/v1/namespaces/ns/persistentvolumeclaims\n(data, unless it is there)");
  }

  @Test
  void volumeThatIsMountedTwiceIsOneVolume() {
    ContainerSpecBuilder twice =
        mounting("data")
            .mount(new Mount.NamedVolume(Optional.of("data"), "/in/again", Mount.Access.READ_ONLY));
    assertThat(volumes(twice, SLOW)).hasSize(1);
    assertThat(volumes(twice, StorageClasses.none())).hasSize(1);
    assertThat(plan(twice, SLOW).nativeRequest()).contains("/in/data", "/in/again");
  }

  @Test
  void withoutAClassItIsDroppedAndAnEmptyDirectoryForWhoIsLenient() {
    FieldPlan fate = fate(mounting("data"), StorageClasses.none());
    assertThat(fate.disposition()).isEqualTo(Disposition.DROPPED);
    assertThat(fate.detail()).contains("no class of storage").contains("empty directory");
    assertThat(volumes(mounting("data"), StorageClasses.none()).get(0).getEmptyDir()).isNotNull();
    assertThat(fate(mounting(""), StorageClasses.none()).disposition())
        .isEqualTo(Disposition.APPROXIMATED);
  }

  @Test
  void classThatIsNotTheDefaultHasToBeNamedAndToExist() {
    assertThat(fate(mounting("data"), NO_DEFAULT).detail()).contains("kubernetes.storage-class");
    ContainerSpecBuilder fast =
        mounting("data")
            .backendOption("kubernetes.storage-class", "fast")
            .backendOption("kubernetes.volume-size", "20Gi");
    assertThat(fate(fast, NO_DEFAULT).detail()).contains("of class fast").contains("20Gi");
    FieldPlan wrong =
        fate(mounting("data").backendOption("kubernetes.storage-class", "none"), SLOW);
    assertThat(wrong.disposition()).isEqualTo(Disposition.DROPPED);
    assertThat(wrong.detail()).contains("no class of storage none, but slow, fast");
  }

  @Test
  void whoMayNotSeeTheClassesIsNotRefused() {
    StorageClasses unseen =
        new StorageClasses(Sight.FORBIDDEN, List.of(), Optional.empty(), Optional.empty(), "1Gi");
    assertThat(volumes(mounting("data"), unseen).get(0).getPersistentVolumeClaim()).isNotNull();
  }
}
