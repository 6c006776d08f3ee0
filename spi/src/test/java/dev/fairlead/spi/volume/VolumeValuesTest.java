package dev.fairlead.spi.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.spi.container.Ownership;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeValuesTest {

  @Test
  void aVolumeHasTheRuntimesDefaults() {
    VolumeSpec spec = VolumeSpec.of("data");

    assertThat(spec.driver()).isEmpty();
    assertThat(spec.sizeBytes()).isEmpty();
    assertThat(spec.sharing()).isEqualTo(VolumeSharing.RUNTIME_DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "a b", "../x", "/abs", "a/b", ".x"})
  void aNameThatIsAPathOrAnOptionIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VolumeSpec.of(name))
        .withMessageContaining("volume name");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aSizeIsAboveZero(long size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VolumeSpec.builder("v").sizeBytes(size).build())
        .withMessageContaining("above 0");
  }

  @Test
  void marksOfOwnershipMakeNoDifference() {
    VolumeSpec spec = VolumeSpec.builder("v").driver("nfs").label("l", "1").build();
    VolumeSpec marked = spec.toBuilder().label(Ownership.OWNER, "me").build();

    assertThat(marked.canonicalFields()).isEqualTo(spec.canonicalFields());
    assertThat(spec.canonicalFields()).containsOnlyKeys("driver", "labels");
    assertThat(VolumeSpec.of("v").canonicalFields()).isEmpty();
  }

  @Test
  void everyFieldThatIsSetMakesADifference() {
    VolumeSpec spec = VolumeSpec.of("v");

    assertThat(
            List.of(
                spec.toBuilder().driver("nfs").build(),
                spec.toBuilder().driverOption("o", "1").build(),
                spec.toBuilder().label("l", "1").build(),
                spec.toBuilder().label("l", "2").build(),
                spec.toBuilder().sizeBytes(5).build(),
                spec.toBuilder().sharing(VolumeSharing.SHARED).build()))
        .extracting(VolumeSpec::canonicalFields)
        .doesNotHaveDuplicates()
        .doesNotContain(spec.canonicalFields());
  }

  @Test
  void aCopyHasEverything() {
    VolumeSpec spec =
        VolumeSpec.builder("v")
            .driver("nfs")
            .driverOption("o", "addr=1")
            .label("l", "1")
            .sizeBytes(5)
            .sharing(VolumeSharing.SHARED)
            .build();

    assertThat(spec.toBuilder().build()).isEqualTo(spec);
    assertThat(spec.toBuilder().name("w").build().name()).isEqualTo("w");
  }

  @Test
  void valuesKeepTheirOwnCopies() {
    Map<String, String> labels = new HashMap<>(Map.of("a", "1"));
    VolumeInfo info =
        new VolumeInfo(
            "v", "local", Optional.empty(), Optional.empty(), labels, Map.of(), OptionalLong.of(1));
    labels.clear();

    assertThat(info.labels()).containsEntry("a", "1");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> info.labels().clear());
  }

  @Test
  void aFilterGrowsByCopies() {
    VolumeFilter all = VolumeFilter.all();
    VolumeFilter some =
        all.withNames("v").withLabels(Map.of("a", "")).withUsage(VolumeFilter.Usage.UNUSED);

    assertThat(all.names()).isEmpty();
    assertThat(some.names()).containsExactly("v");
    assertThat(some.labels()).containsKey("a");
    assertThat(some.usage()).isEqualTo(VolumeFilter.Usage.UNUSED);
  }
}
