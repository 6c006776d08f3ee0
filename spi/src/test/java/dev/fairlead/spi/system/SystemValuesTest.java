package dev.fairlead.spi.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SystemValuesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void anEventMeetsAllConditions() {
    ContainerEvent event = exited("c1", "web");

    assertThat(EventFilter.all().matches(event)).isTrue();
    assertThat(EventFilter.all().withKinds(ResourceKind.IMAGE).matches(event)).isFalse();
    assertThat(EventFilter.all().withKinds(ResourceKind.CONTAINER).matches(event)).isTrue();
    assertThat(EventFilter.all().withActions(EventAction.STARTED).matches(event)).isFalse();
    assertThat(EventFilter.all().withActions(EventAction.EXITED).matches(event)).isTrue();
    assertThat(EventFilter.all().withResources("web").matches(event)).isTrue();
    assertThat(EventFilter.all().withResources("c1").matches(event)).isTrue();
    assertThat(EventFilter.all().withResources("c2").matches(event)).isFalse();
  }

  @Test
  void bothEndsOfATimeRangeBelongToIt() {
    ContainerEvent event = exited("c1", "web");

    assertThat(EventFilter.all().withSince(NOON).withUntil(NOON).matches(event)).isTrue();
    assertThat(EventFilter.all().withSince(NOON.plusNanos(1)).matches(event)).isFalse();
    assertThat(EventFilter.all().withUntil(NOON.minusNanos(1)).matches(event)).isFalse();
  }

  @Test
  void aTimeRangeDoesNotEndBeforeItStarts() {
    EventFilter since = EventFilter.all().withSince(NOON);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> since.withUntil(NOON.minusSeconds(1)))
        .withMessageContaining("before their start");
  }

  @Test
  void anEventKeepsItsOwnCopy() {
    Map<String, String> attributes = new HashMap<>(Map.of("a", "1"));
    ContainerEvent event =
        new ContainerEvent(
            ResourceKind.CONTAINER,
            EventAction.CREATED,
            "create",
            "c1",
            Optional.empty(),
            NOON,
            OptionalInt.empty(),
            attributes);
    attributes.clear();

    assertThat(event.attributes()).containsEntry("a", "1");
  }

  @Test
  void whatARuntimeDoesNotTellStaysUnknown() {
    SystemInfo info = SystemInfo.builder("docker", "28").machine("linux", "amd64").build();

    assertThat(info.rootless()).isEqualTo(Answer.UNKNOWN);
    assertThat(info.cdi()).isEqualTo(Answer.UNKNOWN);
    assertThat(info.cpus()).isEmpty();
    assertThat(info.gpus()).isEmpty();
    assertThat(info.publishedHost()).isEmpty();
  }

  @Test
  void aDescriptionKeepsItsOwnCopies() {
    SystemInfo.Builder builder =
        SystemInfo.builder("docker", "28").detail("root", "/var").cpus(2).cgroupVersion(2);
    SystemInfo info = builder.build();
    builder.detail("more", "x").cpus(4);

    assertThat(info.details()).containsOnlyKeys("root");
    assertThat(info.cpus()).hasValue(2);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> info.details().put("a", "b"));
  }

  @Test
  void aReportKeepsItsOwnCopy() {
    List<String> removed = new ArrayList<>(List.of("a"));
    PruneReport report = new PruneReport(removed, OptionalLong.of(5));
    removed.clear();

    assertThat(report.removed()).containsExactly("a");
    assertThat(PruneReport.nothing().reclaimedBytes()).hasValue(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PruneReport(List.of(), OptionalLong.of(-1)));
  }

  private static ContainerEvent exited(String id, String name) {
    return new ContainerEvent(
        ResourceKind.CONTAINER,
        EventAction.EXITED,
        "die",
        id,
        Optional.of(name),
        NOON,
        OptionalInt.of(3),
        Map.of());
  }
}
