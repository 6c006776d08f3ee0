package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.fairlead.tck.fake.FakeProvider;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.Events;

/** The kit notices whoever breaks a promise, in the very test that is about it. */
@Execution(ExecutionMode.CONCURRENT)
class KitRejectsTest {

  static Stream<Broken> broken() {
    return Stream.of(
            BrokenPromises.lives(),
            BrokenPromises.plans(),
            BrokenTales.streams(),
            BrokenTales.ends(),
            BrokenOutskirts.facets(),
            BrokenOutskirts.measures(),
            BrokenOutskirts.images(),
            BrokenOutskirts.registries(),
            BrokenOutskirts.providers(),
            BrokenStores.files(),
            BrokenStores.volumes(),
            BrokenStores.networks())
        .flatMap(each -> each);
  }

  private static Events examine(Class<?> contract, String test) {
    return Rig.engine().selectors(selectMethod(contract, test)).execute().testEvents();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void broken(Broken broken) {
    broken.prepare().run();
    Events events = examine(broken.contract(), broken.test());
    assertThat(events.started().count()).as("tests that ran").isEqualTo(1);
    assertThat(events.failed().count()).as("tests that noticed").isEqualTo(1);
  }

  @Test
  void everyRuleHasABackendThatBreaksIt() {
    assertThat(broken().map(Broken::rule).distinct())
        .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
  }

  @Test
  @Timeout(240)
  void theHonestFakePassesOnTheSameRig() {
    Rig.examine(Broken.subject(Rig.registries(), honest -> honest));
    Rig.examine(new FakeProvider());
    broken()
        .filter(each -> each.contract() != Rig.Deadline.class)
        .map(each -> List.of(each.contract(), each.test()))
        .distinct()
        .map(pair -> examine((Class<?>) pair.get(0), (String) pair.get(1)))
        .forEach(events -> assertThat(events.succeeded().count()).isEqualTo(1));
  }
}
