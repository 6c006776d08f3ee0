package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.fairlead.spi.Capability;
import dev.fairlead.tck.fake.FakeBackend;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Runtimes that can do less pass too, by declaring less; and whatever is skipped says why. */
@Execution(ExecutionMode.CONCURRENT)
class ModestContractTest {

  /**
   * A kind of runtime.
   *
   * @param name what it is like
   * @param lacks what it cannot do
   */
  record Kind(String name, Set<Capability> lacks) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind(
            "processes of this machine",
            Set.of(
                Capability.TTY,
                Capability.RESIZE,
                Capability.EXEC_TTY,
                Capability.RENAME,
                Capability.CONTAINER_PRUNE,
                Capability.IMAGE_PULL,
                Capability.IMAGE_TAG,
                Capability.IMAGE_REMOVE)),
        new Kind(
            "a cluster",
            Set.of(
                Capability.START_AGAIN,
                Capability.KILL,
                Capability.KILL_SIGNALS,
                Capability.STOP_OPTIONS,
                Capability.PAUSE,
                Capability.RENAME,
                Capability.AUTO_REMOVE,
                Capability.ATTACH_STREAMS_APART,
                Capability.ATTACH_BYTES_EXACT,
                Capability.LOG_STREAMS_APART,
                Capability.LOG_BYTES_EXACT,
                Capability.STDIN_CLOSE,
                Capability.EXEC_ENV,
                Capability.EXEC_WORKDIR,
                Capability.EXEC_KILL,
                Capability.EVENT_HISTORY,
                Capability.IMAGE_PULL,
                Capability.IMAGE_INSPECT,
                Capability.IMAGE_LIST,
                Capability.IMAGE_TAG,
                Capability.IMAGE_REMOVE)),
        new Kind(
            "a command line that forgets",
            Set.of(
                Capability.EXIT_CODE_AFTER_THE_FACT,
                Capability.ATTACH_RUNNING,
                Capability.ATTACH_HISTORY,
                Capability.DETACH,
                Capability.PAUSE,
                Capability.RENAME,
                Capability.RESIZE,
                Capability.EXEC_KILL,
                Capability.LOG_STREAMS_APART,
                Capability.LOG_TIMESTAMPS,
                Capability.LOG_RANGE,
                Capability.EVENTS,
                Capability.EVENT_HISTORY)),
        new Kind("almost nothing", EnumSet.allOf(Capability.class)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  @Timeout(240)
  void passesByDeclaringLess(Kind kind) {
    Rig.examine(
        FakeSubject.of(
            FakeBackend.builder().without(kind.lacks().toArray(Capability[]::new)).build()));
    EngineExecutionResults results =
        Rig.engine()
            .selectors(
                Rig.CONTRACTS.stream()
                    .map(contract -> selectClass(contract))
                    .toArray(DiscoverySelector[]::new))
            .execute();
    List<String> failures =
        results.testEvents().failed().stream()
            .map(event -> event.getTestDescriptor().getUniqueId() + " " + event.getPayload())
            .toList();
    assertThat(failures).isEmpty();
    assertThat(results.testEvents().succeeded().count()).isGreaterThan(20);
    assertThat(results.testEvents().aborted().stream())
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.getRequiredPayload(TestExecutionResult.class).getThrowable())
                    .hasValueSatisfying(
                        reason ->
                            assertThat(reason.getMessage())
                                .startsWith("Assumption failed: not declared: ")));
  }
}
