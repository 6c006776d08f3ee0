package dev.fairlead.spi.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.SpecField;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnershipTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

  @Test
  void marksTellOwnerTimeAndSpecification() {
    ContainerSpec marked = Ownership.mark(ContainerSpec.builder("busybox").build(), CLOCK);
    assertThat(marked.labels())
        .containsEntry(Ownership.OWNER, "fairlead")
        .containsEntry(Ownership.CREATED, "2026-01-02T03:04:05Z")
        .containsKey(Ownership.SPEC);
  }

  @Test
  void anOwnerThatTheCallerSetsStays() {
    ContainerSpec spec = ContainerSpec.builder("busybox").label(Ownership.OWNER, "me").build();
    assertThat(Ownership.mark(spec, CLOCK).labels()).containsEntry(Ownership.OWNER, "me");
  }

  @Test
  void aMarkedContainerAgreesWithWhatItWasMadeFrom() {
    ContainerSpec spec = ContainerSpecTest.everything();
    ContainerSpec marked = Ownership.mark(spec, CLOCK);
    assertThat(Ownership.differences(spec, marked.labels())).isEmpty();
    assertThat(Ownership.differences(marked, marked.labels())).isEmpty();
  }

  @Test
  void differingFieldsAreNamed() {
    Map<String, String> labels = Ownership.mark(ContainerSpecTest.everything(), CLOCK).labels();
    ContainerSpec other =
        ContainerSpecTest.everything().toBuilder().command("other").env("PLAIN", "2").build();
    assertThat(Ownership.differences(other, labels))
        .containsExactly(SpecField.COMMAND.label(), SpecField.ENV.label());
  }

  @Test
  void aFieldThatIsNoLongerWantedIsADifference() {
    ContainerSpec with = ContainerSpec.builder("busybox").hostname("h").build();
    ContainerSpec without = ContainerSpec.builder("busybox").build();
    assertThat(Ownership.differences(without, Ownership.mark(with, CLOCK).labels()))
        .containsExactly(SpecField.HOSTNAME.label());
  }

  @Test
  void aContainerOfSomebodyElseDiffersInAllThatIsSet() {
    assertThat(Ownership.differences(ContainerSpec.builder("busybox").build(), Map.of()))
        .containsExactly(SpecField.IMAGE.label());
  }

  @Test
  void whichGpusItAskedForCanBeRead() {
    assertThat(gpus(GpuRequest.all())).isEqualTo("all");
    assertThat(gpus(GpuRequest.count(2))).isEqualTo("count-2");
    assertThat(gpus(GpuRequest.ids(List.of("0", "GPU-1f")))).isEqualTo("0_GPU-1f");
    assertThat(Ownership.mark(ContainerSpec.builder("busybox").build(), CLOCK).labels())
        .doesNotContainKey(Ownership.GPUS);
  }

  private static String gpus(GpuRequest request) {
    ContainerSpec spec = ContainerSpec.builder("busybox").gpus(request).build();
    return Ownership.mark(spec, CLOCK).labels().get(Ownership.GPUS);
  }

  @Test
  void aSecretIsNotPartOfAnyLabel() {
    ContainerSpec one = ContainerSpec.builder("busybox").secretEnv("T", "a").build();
    ContainerSpec two = ContainerSpec.builder("busybox").secretEnv("T", "b").build();
    assertThat(Ownership.fingerprint(one)).isEqualTo(Ownership.fingerprint(two));
  }
}
