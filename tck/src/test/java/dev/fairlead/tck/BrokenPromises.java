package dev.fairlead.tck;

import dev.fairlead.tck.broken.BrokenLives;
import dev.fairlead.tck.broken.BrokenPlans;
import java.util.stream.Stream;

/** Backends that break what they promise of lives, plans and secrets, and who must notice. */
final class BrokenPromises {

  private BrokenPromises() {}

  static Stream<Broken> lives() {
    return Stream.of(
        Broken.backend(1, Rig.Cold.class, "doesNothingUnasked", "is hot", BrokenLives::isHot),
        Broken.backend(1, Rig.Cold.class, "actsEachTime", "caches", BrokenLives::repeatsItsAnswer),
        Broken.backend(
            2,
            Rig.Errors.class,
            "namesTheMissingContainer",
            "starts what is missing",
            BrokenLives::takesMissingForSuccess),
        Broken.backend(
            2,
            Rig.Stop.class,
            "takesNothingAfterTheEnd",
            "stops what is missing",
            BrokenLives::takesMissingForStopped),
        Broken.backend(
            2,
            Rig.Errors.class,
            "namesTheMissingContainer",
            "signals errors of its library",
            BrokenLives::throwsForeignErrors),
        Broken.backend(
            2,
            Rig.Errors.class,
            "namesTheMissingContainer",
            "does not name the container",
            BrokenLives::namesNothingInErrors),
        Broken.backend(
            10,
            Rig.Life.class,
            "refusesWhatContradictsItsState",
            "removes what runs",
            BrokenLives::removesWhatRuns),
        Broken.backend(
            10,
            Rig.Life.class,
            "isIdempotent",
            "fails to remove twice",
            BrokenLives::failsToRemoveTwice),
        Broken.backend(
            8, Rig.Life.class, "standsStill", "does not pause", BrokenLives::doesNotPause),
        Broken.backend(
            8, Rig.Life.class, "getsTheSignal", "always kills", BrokenLives::sendsAnotherSignal),
        Broken.backend(
            8, Rig.Life.class, "isListed", "ignores filters", BrokenLives::ignoresTheFilter),
        Broken.backend(
            10,
            Rig.Create.class,
            "isIdempotent",
            "refuses what it made",
            BrokenLives::refusesWhatItMade),
        Broken.backend(
            10,
            Rig.Create.class,
            "makesOneForSeveral",
            "makes one for each caller",
            BrokenLives::makesOneForEach),
        Broken.backend(
            10,
            Rig.Create.class,
            "namesTheDifference",
            "names no field in a conflict",
            BrokenLives::namesNoDifference),
        Broken.backend(13, Rig.Create.class, "marksIt", "has no marks", BrokenLives::hidesTheMarks),
        Broken.backend(
            4, Rig.Create.class, "passesArguments", "splits words", BrokenLives::joinsArguments),
        Broken.backend(
            2,
            Rig.Life.class,
            "needsItsProgram",
            "leaves what could not start",
            BrokenLives::leavesWhatFailed),
        Broken.backend(
            2, Rig.Errors.class, "namesTheTakenPort", "names no port", BrokenLives::namesNoPort),
        Broken.backend(
            13,
            Rig.Life.class,
            "isPruned",
            "prunes more than is meant",
            BrokenLives::prunesMoreThanIsMeant),
        Broken.backend(
            7,
            Rig.Cancel.class,
            "leavesNothingBehind",
            "leaves what was cancelled",
            BrokenLives::leavesWhatWasCancelled),
        Broken.backend(
            7,
            Rig.Cancel.class,
            "takesBackWhatItMade",
            "leaves what was made when it was cancelled",
            BrokenLives::leavesWhatWasMade));
  }

  static Stream<Broken> plans() {
    return Stream.of(
        Broken.backend(
            9,
            Rig.Planned.class,
            "accountsForEveryField",
            "forgets a field",
            BrokenPlans::forgetsAField),
        Broken.backend(
            9,
            Rig.Planned.class,
            "keepsItsWord",
            "keeps what it ignores",
            BrokenPlans::keepsWhatItIgnores),
        Broken.backend(
            9,
            Rig.Planned.class,
            "agreesWithCapabilities",
            "keeps what it cannot",
            BrokenPlans::keepsWithoutTheCapability),
        Broken.backend(
            9, Rig.Planned.class, "strictRefuses", "drops quietly", BrokenPlans::dropsInSilence),
        Broken.backend(
            9,
            Rig.Fields.class,
            "showInside",
            "forgets the terminal",
            BrokenPlans::forgetsTheTerminal),
        Broken.backend(
            9,
            Rig.Fields.class,
            "stopAsTheyWish",
            "forgets the stop signal",
            BrokenPlans::forgetsTheStopSignal),
        Broken.backend(
            9, Rig.Planned.class, "lenientAccepts", "never lenient", BrokenPlans::isNeverLenient),
        Broken.backend(
            9,
            Rig.Planned.class,
            "lenientAccepts",
            "keeps wishes that it does not know",
            BrokenPlans::plansWishesItDoesNotKnow),
        Broken.backend(
            9,
            Rig.Planned.class,
            "lenientAccepts",
            "drops wishes for others",
            BrokenPlans::dropsWishesForOthers),
        Broken.backend(
            8,
            Rig.Declared.class,
            "undeclaredIsRefused",
            "answers what it does not declare",
            BrokenPlans::answersWhatItDoesNotDeclare),
        Broken.backend(
            8,
            Rig.Declared.class,
            "undeclaredIsRefused",
            "refuses after a request",
            BrokenPlans::refusesTooLate),
        Broken.backend(
            8,
            Rig.Declared.class,
            "declaredIsNotRefused",
            "refuses what it declares",
            BrokenPlans::refusesWhatItDeclares),
        Broken.backend(
            14,
            Rig.Secret.class,
            "isInNoPlan",
            "shows secrets in plans",
            BrokenPlans::showsSecretsInPlans),
        Broken.backend(
            14,
            Rig.Secret.class,
            "isInNoError",
            "shows secrets in causes",
            BrokenPlans::showsSecretsInErrors),
        Broken.backend(
            14,
            Rig.Secret.class,
            "isInNothingTold",
            "shows secrets in labels",
            BrokenPlans::showsSecretsInLabels),
        Broken.backend(
            14,
            Rig.Secret.class,
            "reachesTheProcess",
            "gives the process the mask",
            BrokenPlans::masksTooMuch));
  }
}
