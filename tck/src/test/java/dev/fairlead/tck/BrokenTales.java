package dev.fairlead.tck;

import dev.fairlead.spi.Capability;
import dev.fairlead.tck.broken.BrokenEnds;
import dev.fairlead.tck.broken.BrokenStreams;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.stream.Stream;

/** Backends that break what they tell of outputs and ends, and who must notice. */
final class BrokenTales {

  private BrokenTales() {}

  static Stream<Broken> streams() {
    return Stream.of(
        Broken.backend(
            3,
            Rig.Attach.class,
            "losesNothing",
            "loses the first frame",
            BrokenStreams::losesTheFirstFrame),
        Broken.backend(
            3,
            Rig.Exec.class,
            "yieldsEverything",
            "loses a command's first frame",
            BrokenStreams::losesTheFirstFrame),
        Broken.backend(
            4,
            Rig.Attach.class,
            "keepsStreamsApart",
            "merges streams",
            BrokenStreams::mergesStreams),
        Broken.backend(
            4, Rig.Attach.class, "yieldsBytes", "decodes output", BrokenStreams::decodesOutput),
        Broken.backend(
            4,
            Rig.Input.class,
            "givesATerminal",
            "forgets the size of a terminal",
            BrokenStreams::resizesNothing),
        Broken.backend(
            4,
            Rig.Exec.class,
            "hasATerminal",
            "forgets the size of a command's terminal",
            BrokenStreams::resizesNothing),
        Broken.backend(
            5,
            Rig.Slow.class,
            "holdsUpTheProcess",
            "buffers without bound",
            BrokenStreams::buffersWithoutBound),
        Broken.backend(
            5, Rig.Slow.class, "ofAContainer", "ignores demand", BrokenStreams::ignoresDemand),
        Broken.backend(
            5,
            Rig.Slow.class,
            "leavesControlCallsAlone",
            "lets streams take connections",
            BrokenStreams::sharesConnections),
        Broken.backend(
            2,
            Rig.Cut.class,
            "interruptsAnAttachment",
            "completes when cut",
            BrokenStreams::completesWhenCut),
        Broken.backend(
            2,
            Rig.Cut.class,
            "interruptsACommand",
            "completes a command when cut",
            BrokenStreams::completesWhenCut),
        Broken.backend(
            4,
            Rig.Input.class,
            "passesInput",
            "ends output with input",
            BrokenStreams::endsOutputWithInput),
        Broken.backend(
            4, Rig.Input.class, "passesInput", "never ends input", BrokenStreams::neverEndsInput),
        Broken.backend(
            7,
            Rig.Attach.class,
            "leavesItRunning",
            "keeps the connection of an attachment",
            BrokenStreams::keepsTheConnection),
        Broken.backend(
            7,
            Rig.Exec.class,
            "diesWhenClosed",
            "lets commands live",
            BrokenStreams::keepsTheConnection),
        Broken.backend(
            4,
            Rig.Log.class,
            "holdsEverything",
            "loses the last line",
            BrokenStreams::losesTheLastLine),
        Broken.backend(
            6, Rig.Log.class, "isFollowedToTheEnd", "never ends", BrokenStreams::followsForEver),
        Broken.backend(
            6,
            Rig.Log.class,
            "isFollowedToTheEnd",
            "follows without the beginning",
            BrokenStreams::followsWithoutTheBeginning),
        Broken.backend(
            8, Rig.Log.class, "yieldsTheTail", "ignores tail", BrokenStreams::ignoresTail),
        Broken.backend(
            6,
            Rig.Cut.class,
            "isSurvivedByAFollowedLog",
            "doubles a line after a cut",
            BrokenStreams::doublesAfterACut),
        Broken.backend(
            2,
            Rig.Log.class,
            "needsAContainer",
            "shows a missing log as empty",
            BrokenStreams::showsAMissingLogAsEmpty),
        Broken.backend(
            7,
            Rig.Cancel.class,
            "releasesASilentFollow",
            "holds on to a cancelled follow",
            BrokenStreams::holdsOnToACancelledFollow));
  }

  static Stream<Broken> ends() {
    FakeBackend.Builder forgetful =
        FakeBackend.builder().without(Capability.EXIT_CODE_AFTER_THE_FACT);
    return Stream.of(
        Broken.backend(
            2, Rig.Exec.class, "yieldsEverything", "always succeeds", BrokenEnds::alwaysSucceeds),
        Broken.backend(
            2,
            Rig.Cut.class,
            "interruptsAnAttachment",
            "guesses zero when cut",
            BrokenEnds::guessesZeroWhenCut),
        Broken.backend(
            3,
            Rig.Attach.class,
            "losesNothing",
            "loses the exit of what removes itself",
            BrokenEnds::losesTheExitOfWhatRemovesItself),
        Broken.backend(
            3,
            Rig.Attach.class,
            "losesNothing",
            "attaches after the start",
            BrokenEnds::attachesAfterTheStart),
        Broken.backend(
            2,
            Rig.Wait.class,
            "yieldsThePast",
            "takes unknown for zero",
            BrokenEnds::takesUnknownForZero,
            forgetful),
        Broken.backend(
            2,
            Rig.Cut.class,
            "interruptsAWait",
            "guesses the end of a wait",
            BrokenEnds::guessesTheEndOfAWaitWhenCut),
        Broken.backend(
            2,
            Rig.Wait.class,
            "missesNothing",
            "takes never started for ended",
            BrokenEnds::takesNeverStartedForEnded),
        Broken.backend(
            2,
            Rig.Wait.class,
            "waitsForTheNextEnd",
            "takes the last end for the next",
            BrokenEnds::takesTheLastEndForTheNext),
        Broken.backend(
            2,
            Rig.Wait.class,
            "waitsForTheRemoval",
            "takes an end for a removal",
            BrokenEnds::takesTheEndForTheRemoval),
        Broken.backend(
            7,
            Rig.Wait.class,
            "canBeCancelled",
            "stops when a wait is cancelled",
            BrokenEnds::stopsWhenAWaitIsCancelled),
        Broken.backend(
            2,
            Rig.Wait.class,
            "needsAContainer",
            "takes missing for ended",
            BrokenEnds::takesAMissingContainerForAnEndedOne),
        Broken.backend(
            11,
            Rig.Stop.class,
            "killsInTheEnd",
            "keeps quiet about killing",
            BrokenEnds::keepsQuietAboutKilling),
        Broken.backend(
            11,
            Rig.Stop.class,
            "isGraceful",
            "kills instead of stopping",
            BrokenEnds::killsInsteadOfStopping),
        Broken.backend(
            11,
            Rig.Stop.class,
            "killsInTheEnd",
            "ignores the grace period",
            BrokenEnds::ignoresTheGracePeriod),
        Broken.backend(
            8,
            Rig.Stop.class,
            "usesTheSignalOfTheContainer",
            "ignores the stop signal",
            BrokenEnds::ignoresTheStopSignal),
        Broken.backend(
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
}
