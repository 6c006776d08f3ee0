package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Capability;
import dev.fairlead.tck.broken.BrokenEnds;
import dev.fairlead.tck.broken.BrokenFacets;
import dev.fairlead.tck.broken.BrokenLives;
import dev.fairlead.tck.broken.BrokenPlans;
import dev.fairlead.tck.broken.BrokenProviders;
import dev.fairlead.tck.broken.BrokenStreams;
import dev.fairlead.tck.fake.FakeBackend;
import dev.fairlead.tck.fake.FakeProvider;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The kit notices whoever breaks a promise, in the very test that is about it. */
class KitRejectsTest {

  /**
   * A backend that breaks one promise.
   *
   * @param rule the rule of the contract
   * @param contract where the kit must notice
   * @param test the test that must fail
   * @param prepare hands the backend to the rig
   * @param name what is wrong with it
   */
  record Broken(int rule, Class<?> contract, String test, Runnable prepare, String name) {
    @Override
    public String toString() {
      return "rule " + rule + ": " + name;
    }
  }

  private static Broken backend(
      int rule, Class<?> contract, String test, String name, UnaryOperator<Backend> broken) {
    return backend(rule, contract, test, name, broken, FakeBackend.builder());
  }

  private static Broken backend(
      int rule,
      Class<?> contract,
      String test,
      String name,
      UnaryOperator<Backend> broken,
      FakeBackend.Builder builder) {
    return new Broken(rule, contract, test, () -> Rig.examine(subject(builder, broken)), name);
  }

  private static FakeSubject subject(FakeBackend.Builder builder, UnaryOperator<Backend> broken) {
    FakeBackend fake = builder.build();
    return new FakeSubject(fake, broken.apply(fake), Duration.ofSeconds(3));
  }

  private static Broken provider(
      int rule, String test, String name, Supplier<BackendProvider> broken) {
    return new Broken(rule, Rig.Probe.class, test, () -> Rig.examine(broken.get()), name);
  }

  static Stream<Broken> broken() {
    return Stream.of(lives(), plans(), streams(), ends(), facets(), providers())
        .flatMap(each -> each);
  }

  private static Stream<Broken> lives() {
    return Stream.of(
        backend(1, Rig.Cold.class, "doesNothingUnasked", "is hot", BrokenLives::isHot),
        backend(1, Rig.Cold.class, "actsEachTime", "caches", BrokenLives::repeatsItsAnswer),
        backend(
            2,
            Rig.Errors.class,
            "namesTheMissingContainer",
            "starts what is missing",
            BrokenLives::takesMissingForSuccess),
        backend(
            2,
            Rig.Stop.class,
            "takesNothingAfterTheEnd",
            "stops what is missing",
            BrokenLives::takesMissingForStopped),
        backend(
            2,
            Rig.Errors.class,
            "namesTheMissingContainer",
            "signals errors of its library",
            BrokenLives::throwsForeignErrors),
        backend(
            2,
            Rig.Errors.class,
            "namesTheMissingContainer",
            "does not name the container",
            BrokenLives::namesNothingInErrors),
        backend(
            10,
            Rig.Life.class,
            "refusesWhatContradictsItsState",
            "removes what runs",
            BrokenLives::removesWhatRuns),
        backend(
            10,
            Rig.Life.class,
            "isIdempotent",
            "fails to remove twice",
            BrokenLives::failsToRemoveTwice),
        backend(8, Rig.Life.class, "standsStill", "does not pause", BrokenLives::doesNotPause),
        backend(
            8, Rig.Life.class, "getsTheSignal", "always kills", BrokenLives::sendsAnotherSignal),
        backend(8, Rig.Life.class, "isListed", "ignores filters", BrokenLives::ignoresTheFilter),
        backend(
            10,
            Rig.Create.class,
            "isIdempotent",
            "refuses what it made",
            BrokenLives::refusesWhatItMade),
        backend(
            10,
            Rig.Create.class,
            "makesOneForSeveral",
            "makes one for each caller",
            BrokenLives::makesOneForEach),
        backend(
            10,
            Rig.Create.class,
            "namesTheDifference",
            "names no field in a conflict",
            BrokenLives::namesNoDifference),
        backend(13, Rig.Create.class, "marksIt", "has no marks", BrokenLives::hidesTheMarks),
        backend(
            4, Rig.Create.class, "passesArguments", "splits words", BrokenLives::joinsArguments),
        backend(
            2,
            Rig.Life.class,
            "needsItsProgram",
            "leaves what could not start",
            BrokenLives::leavesWhatFailed),
        backend(
            2, Rig.Errors.class, "namesTheTakenPort", "names no port", BrokenLives::namesNoPort),
        backend(
            13,
            Rig.Life.class,
            "isPruned",
            "prunes more than is meant",
            BrokenLives::prunesMoreThanIsMeant),
        backend(
            7,
            Rig.Cancel.class,
            "leavesNothingBehind",
            "leaves what was cancelled",
            BrokenLives::leavesWhatWasCancelled));
  }

  private static Stream<Broken> plans() {
    return Stream.of(
        backend(
            9,
            Rig.Planned.class,
            "accountsForEveryField",
            "forgets a field",
            BrokenPlans::forgetsAField),
        backend(
            9,
            Rig.Planned.class,
            "keepsItsWord",
            "keeps what it ignores",
            BrokenPlans::keepsWhatItIgnores),
        backend(
            9,
            Rig.Planned.class,
            "agreesWithCapabilities",
            "keeps what it cannot",
            BrokenPlans::keepsWithoutTheCapability),
        backend(
            9, Rig.Planned.class, "strictRefuses", "drops quietly", BrokenPlans::dropsInSilence),
        backend(
            9, Rig.Planned.class, "lenientAccepts", "never lenient", BrokenPlans::isNeverLenient),
        backend(
            9,
            Rig.Planned.class,
            "lenientAccepts",
            "keeps wishes that it does not know",
            BrokenPlans::plansWishesItDoesNotKnow),
        backend(
            9,
            Rig.Planned.class,
            "lenientAccepts",
            "drops wishes for others",
            BrokenPlans::dropsWishesForOthers),
        backend(
            8,
            Rig.Declared.class,
            "undeclaredIsRefused",
            "answers what it does not declare",
            BrokenPlans::answersWhatItDoesNotDeclare),
        backend(
            8,
            Rig.Declared.class,
            "undeclaredIsRefused",
            "refuses after a request",
            BrokenPlans::refusesTooLate),
        backend(
            8,
            Rig.Declared.class,
            "declaredIsNotRefused",
            "refuses what it declares",
            BrokenPlans::refusesWhatItDeclares),
        backend(
            14,
            Rig.Secret.class,
            "isInNoPlan",
            "shows secrets in plans",
            BrokenPlans::showsSecretsInPlans),
        backend(
            14,
            Rig.Secret.class,
            "isInNoError",
            "shows secrets in causes",
            BrokenPlans::showsSecretsInErrors),
        backend(
            14,
            Rig.Secret.class,
            "isInNothingTold",
            "shows secrets in labels",
            BrokenPlans::showsSecretsInLabels),
        backend(
            14,
            Rig.Secret.class,
            "reachesTheProcess",
            "gives the process the mask",
            BrokenPlans::masksTooMuch));
  }

  private static Stream<Broken> streams() {
    return Stream.of(
        backend(
            3,
            Rig.Attach.class,
            "losesNothing",
            "loses the first frame",
            BrokenStreams::losesTheFirstFrame),
        backend(
            3,
            Rig.Exec.class,
            "yieldsEverything",
            "loses a command's first frame",
            BrokenStreams::losesTheFirstFrame),
        backend(
            4,
            Rig.Attach.class,
            "keepsStreamsApart",
            "merges streams",
            BrokenStreams::mergesStreams),
        backend(4, Rig.Attach.class, "yieldsBytes", "decodes output", BrokenStreams::decodesOutput),
        backend(
            5,
            Rig.Slow.class,
            "holdsUpTheProcess",
            "buffers without bound",
            BrokenStreams::buffersWithoutBound),
        backend(5, Rig.Slow.class, "ofAContainer", "ignores demand", BrokenStreams::ignoresDemand),
        backend(
            5,
            Rig.Slow.class,
            "leavesControlCallsAlone",
            "lets streams take connections",
            BrokenStreams::sharesConnections),
        backend(
            2,
            Rig.Cut.class,
            "interruptsAnAttachment",
            "completes when cut",
            BrokenStreams::completesWhenCut),
        backend(
            2,
            Rig.Cut.class,
            "interruptsACommand",
            "completes a command when cut",
            BrokenStreams::completesWhenCut),
        backend(
            4,
            Rig.Input.class,
            "passesInput",
            "ends output with input",
            BrokenStreams::endsOutputWithInput),
        backend(
            4, Rig.Input.class, "passesInput", "never ends input", BrokenStreams::neverEndsInput),
        backend(
            7,
            Rig.Attach.class,
            "leavesItRunning",
            "keeps the connection of an attachment",
            BrokenStreams::keepsTheConnection),
        backend(
            7,
            Rig.Exec.class,
            "diesWhenClosed",
            "lets commands live",
            BrokenStreams::keepsTheConnection),
        backend(
            4,
            Rig.Log.class,
            "holdsEverything",
            "loses the last line",
            BrokenStreams::losesTheLastLine),
        backend(
            6, Rig.Log.class, "isFollowedToTheEnd", "never ends", BrokenStreams::followsForEver),
        backend(
            6,
            Rig.Log.class,
            "isFollowedToTheEnd",
            "follows without the beginning",
            BrokenStreams::followsWithoutTheBeginning),
        backend(8, Rig.Log.class, "yieldsTheTail", "ignores tail", BrokenStreams::ignoresTail),
        backend(
            6,
            Rig.Cut.class,
            "isSurvivedByAFollowedLog",
            "doubles a line after a cut",
            BrokenStreams::doublesAfterACut),
        backend(
            2,
            Rig.Log.class,
            "needsAContainer",
            "shows a missing log as empty",
            BrokenStreams::showsAMissingLogAsEmpty),
        backend(
            7,
            Rig.Cancel.class,
            "releasesASilentFollow",
            "holds on to a cancelled follow",
            BrokenStreams::holdsOnToACancelledFollow));
  }

  private static Stream<Broken> ends() {
    FakeBackend.Builder forgetful =
        FakeBackend.builder().without(Capability.EXIT_CODE_AFTER_THE_FACT);
    return Stream.of(
        backend(
            2, Rig.Exec.class, "yieldsEverything", "always succeeds", BrokenEnds::alwaysSucceeds),
        backend(
            2,
            Rig.Cut.class,
            "interruptsAnAttachment",
            "guesses zero when cut",
            BrokenEnds::guessesZeroWhenCut),
        backend(
            3,
            Rig.Attach.class,
            "losesNothing",
            "loses the exit of what removes itself",
            BrokenEnds::losesTheExitOfWhatRemovesItself),
        backend(
            3,
            Rig.Attach.class,
            "losesNothing",
            "attaches after the start",
            BrokenEnds::attachesAfterTheStart),
        backend(
            2,
            Rig.Wait.class,
            "yieldsThePast",
            "takes unknown for zero",
            BrokenEnds::takesUnknownForZero,
            forgetful),
        backend(
            2,
            Rig.Cut.class,
            "interruptsAWait",
            "guesses the end of a wait",
            BrokenEnds::guessesTheEndOfAWaitWhenCut),
        backend(
            2,
            Rig.Wait.class,
            "missesNothing",
            "takes never started for ended",
            BrokenEnds::takesNeverStartedForEnded),
        backend(
            2,
            Rig.Wait.class,
            "waitsForTheNextEnd",
            "takes the last end for the next",
            BrokenEnds::takesTheLastEndForTheNext),
        backend(
            2,
            Rig.Wait.class,
            "waitsForTheRemoval",
            "takes an end for a removal",
            BrokenEnds::takesTheEndForTheRemoval),
        backend(
            7,
            Rig.Wait.class,
            "canBeCancelled",
            "stops when a wait is cancelled",
            BrokenEnds::stopsWhenAWaitIsCancelled),
        backend(
            2,
            Rig.Wait.class,
            "needsAContainer",
            "takes missing for ended",
            BrokenEnds::takesAMissingContainerForAnEndedOne),
        backend(
            11,
            Rig.Stop.class,
            "killsInTheEnd",
            "keeps quiet about killing",
            BrokenEnds::keepsQuietAboutKilling),
        backend(
            11,
            Rig.Stop.class,
            "isGraceful",
            "kills instead of stopping",
            BrokenEnds::killsInsteadOfStopping),
        backend(
            11,
            Rig.Stop.class,
            "killsInTheEnd",
            "ignores the grace period",
            BrokenEnds::ignoresTheGracePeriod),
        backend(
            8,
            Rig.Stop.class,
            "usesTheSignalOfTheContainer",
            "ignores the stop signal",
            BrokenEnds::ignoresTheStopSignal),
        backend(
            2,
            Rig.Life.class,
            "isSeenInEveryState",
            "tells no end of what ended",
            BrokenEnds::tellsNoEndOfWhatEnded),
        new Broken(
            12,
            Rig.Deadline.class,
            "endsEveryCall",
            () ->
                Rig.examine(
                    new FakeSubject(
                        FakeBackend.builder().build(),
                        BrokenEnds.hangs(Silence.fall(Duration.ofMillis(100))),
                        Duration.ofSeconds(3))),
            "hangs"));
  }

  private static Stream<Broken> facets() {
    return Stream.of(
        backend(
            2, Rig.Events.class, "tellALife", "ends events early", BrokenFacets::endsEventsEarly),
        backend(
            2,
            Rig.Cut.class,
            "interruptsEvents",
            "ends events when cut",
            BrokenFacets::endsEventsWhenCut),
        backend(
            8,
            Rig.Events.class,
            "completeAtTheEnd",
            "tells events without end",
            BrokenFacets::tellsEventsWithoutEnd),
        backend(
            8,
            Rig.Events.class,
            "tellThePast",
            "ignores the actions of events",
            BrokenFacets::ignoresTheActionsOfEvents),
        backend(
            8, Rig.Events.class, "tellThePast", "forgets the past", BrokenFacets::forgetsThePast),
        backend(
            2,
            Rig.Image.class,
            "failToBePulled",
            "passes over errors of pulls",
            BrokenFacets::passesOverErrorsOfPulls),
        backend(
            2,
            Rig.Image.class,
            "areInspected",
            "has no missing images",
            BrokenFacets::hasNoMissingImages),
        backend(8, Rig.Image.class, "areListed", "lists all images", BrokenFacets::listsAllImages));
  }

  private static Stream<Broken> providers() {
    return Stream.of(
        provider(
            2, "findsNothingWhereNothingIs", "looks elsewhere", BrokenProviders::looksElsewhere),
        provider(12, "survivesSilence", "hangs on silence", BrokenProviders::hangsOnSilence),
        provider(2, "survivesAbsence", "fails on absence", BrokenProviders::failsOnAbsence),
        provider(
            14, "showsNoSecret", "quotes the environment", BrokenProviders::quotesTheEnvironment),
        provider(2, "leadsToABackend", "never closes", BrokenProviders::neverCloses));
  }

  private static Events examine(Class<?> contract, String test) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(contract, test))
        .execute()
        .testEvents();
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
    Rig.examine(subject(FakeBackend.builder(), honest -> honest));
    Rig.examine(new FakeProvider());
    broken()
        .filter(each -> each.contract() != Rig.Deadline.class)
        .map(each -> List.of(each.contract(), each.test()))
        .distinct()
        .map(pair -> examine((Class<?>) pair.get(0), (String) pair.get(1)))
        .forEach(events -> assertThat(events.succeeded().count()).isEqualTo(1));
  }
}
