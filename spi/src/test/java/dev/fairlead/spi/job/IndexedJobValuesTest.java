package dev.fairlead.spi.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexedJobValuesTest {

  private static final ContainerSpec TEMPLATE = ContainerSpec.builder("busybox").build();

  @Test
  void aJobHasOneNodeAndNoRetries() {
    IndexedJobSpec spec = IndexedJobSpec.builder("train", TEMPLATE).build();

    assertThat(spec.nodes()).isEqualTo(1);
    assertThat(spec.backoffLimit()).isZero();
    assertThat(spec.timeout()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "1a", "a.b", "a_b"})
  void aNameThatIsNoHostNameIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexedJobSpec.builder(name, TEMPLATE).build())
        .withMessageContaining("host name");
  }

  @Test
  void theNameOfTheLastNodeIsStillAHostName() {
    String name = "a".repeat(61);

    assertThat(IndexedJobSpec.builder(name, TEMPLATE).nodes(10).build().nodes()).isEqualTo(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexedJobSpec.builder(name, TEMPLATE).nodes(11).build())
        .withMessageContaining("64 characters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IndexedJobSpec.builder("a".repeat(1_000_000), TEMPLATE).build());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    IndexedJobSpec.Builder builder = IndexedJobSpec.builder("j", TEMPLATE);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.nodes(0).build());
    builder.nodes(1);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.backoffLimit(-1).build());
    builder.backoffLimit(0);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO).build());
    builder.timeout(Duration.ofSeconds(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.retention(Duration.ofSeconds(-1)).build());
    builder.retention(Duration.ZERO);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.headlessServicePort(0).build());
    assertThat(builder.headlessServicePort(29500).build().headlessServicePort()).hasValue(29500);
  }

  @Test
  void theLeaderHasAnAddressOnlyWithAPort() {
    IndexedJobSpec.Builder builder =
        IndexedJobSpec.builder("j", TEMPLATE).leaderVariable("MASTER_ADDR");

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("needs a port");
    assertThat(builder.headlessServicePort(1).build().leaderVariables())
        .containsExactly("MASTER_ADDR");
  }

  @Test
  void aCopyHasEverything() {
    IndexedJobSpec spec =
        IndexedJobSpec.builder("j", TEMPLATE)
            .nodes(3)
            .initStep(TEMPLATE)
            .label("a", "1")
            .indexVariable("RANK")
            .leaderVariable("MASTER_ADDR")
            .backoffLimit(2)
            .timeout(Duration.ofHours(1))
            .retention(Duration.ofMinutes(5))
            .headlessServicePort(29500)
            .build();

    assertThat(spec.toBuilder().build()).isEqualTo(spec);
    assertThat(spec.toBuilder().name("k").nodes(4).build()).isNotEqualTo(spec);
  }

  @Test
  void aNodeCountsFromZero() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new IndexedJobNode(
                    -1,
                    Optional.empty(),
                    ContainerState.ABSENT,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0));
  }

  @Test
  void onlySuccessFailureAndTimeEndAJob() {
    assertThat(IndexedJobState.values())
        .filteredOn(IndexedJobState::ended)
        .containsExactly(
            IndexedJobState.SUCCEEDED, IndexedJobState.FAILED, IndexedJobState.TIMED_OUT);
  }
}
