package dev.fairlead.spi.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.PortBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodSpecTest {

  @Test
  void theNetworkIsAlwaysShared() {
    PodSpec alone = PodSpec.builder("p").shared().build();

    assertThat(alone.shared()).containsExactly(SharedNamespace.NETWORK);
    assertThat(PodSpec.builder("p").shared(SharedNamespace.PID).build().shared())
        .containsExactlyInAnyOrder(SharedNamespace.NETWORK, SharedNamespace.PID);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new PodSpec(
                    "p",
                    List.of(),
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Set.of(SharedNamespace.IPC),
                    List.of()))
        .withMessageContaining("share their network");
  }

  @Test
  void aNameThatIsAnOptionIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PodSpec.builder("--all").build());
  }

  @Test
  void aCopyHasEverything() {
    PodSpec spec =
        PodSpec.builder("p")
            .container(ContainerSpec.builder("busybox").build())
            .port(PortBinding.tcp(8080, 80))
            .label("a", "1")
            .hostname("h")
            .shared(SharedNamespace.UTS)
            .network(NetworkAttachment.to("n"))
            .build();

    assertThat(spec.toBuilder().build()).isEqualTo(spec);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> spec.containers().clear());
  }
}
