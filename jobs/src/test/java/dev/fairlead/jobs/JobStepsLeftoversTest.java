package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.PipPackages;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All or nothing holds for init steps and packages, too, whatever goes wrong and whenever. */
class JobStepsLeftoversTest {

  private static JobSpec spec() {
    return Rig.spec("sleeper")
        .nodes(2)
        .workspace("/work")
        .packages(PipPackages.of("numpy<2"))
        .initSteps(List.of(InitStep.of("fetch", "fetch"), InitStep.of("again", "fetch")))
        .build();
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void aCallThatFailsLeavesNothingWhicheverItIs(RuntimeKind kind) {
    int calls = EachCall.fails(kind, JobStepsLeftoversTest::spec, Accidents::refused, true);
    assertThat(calls).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void aCallWhoseAnswerIsLostLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.fails(kind, JobStepsLeftoversTest::spec, Accidents::lost, false);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void aCallThatIsDoneAfterItsAnswerWasLostLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.fails(kind, JobStepsLeftoversTest::spec, Accidents::late, false);
  }

  @ParameterizedTest
  @EnumSource(value = RuntimeKind.class, mode = EnumSource.Mode.EXCLUDE, names = "MADE_AND_STARTED")
  void cancellingWhatGoesOnAllTheSameLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.isCancelled(kind, JobStepsLeftoversTest::spec, Accidents::stubborn);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void cancellingAtACallLeavesNothingWhicheverItIs(RuntimeKind kind) {
    int calls = EachCall.isCancelled(kind, JobStepsLeftoversTest::spec, Accidents::held);
    assertThat(calls).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource(RuntimeKind.class)
  void cancellingAfterACallWasDoneLeavesNothingWhicheverItIs(RuntimeKind kind) {
    EachCall.isCancelled(kind, JobStepsLeftoversTest::spec, Accidents::answerHeld);
  }
}
