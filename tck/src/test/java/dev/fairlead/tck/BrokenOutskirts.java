package dev.fairlead.tck;

import dev.fairlead.tck.broken.BrokenBuilds;
import dev.fairlead.tck.broken.BrokenFacets;
import dev.fairlead.tck.broken.BrokenImages;
import dev.fairlead.tck.broken.BrokenMeasures;
import dev.fairlead.tck.broken.BrokenProviders;
import java.util.stream.Stream;

/** Backends and providers that break the rest of their promises, and who must notice. */
final class BrokenOutskirts {

  private BrokenOutskirts() {}

  static Stream<Broken> facets() {
    return Stream.of(
        Broken.backend(
            2, Rig.Events.class, "tellALife", "ends events early", BrokenFacets::endsEventsEarly),
        Broken.backend(
            2,
            Rig.Cut.class,
            "interruptsEvents",
            "ends events when cut",
            BrokenFacets::endsEventsWhenCut),
        Broken.backend(
            8,
            Rig.Events.class,
            "completeAtTheEnd",
            "tells events without end",
            BrokenFacets::tellsEventsWithoutEnd),
        Broken.backend(
            8,
            Rig.Events.class,
            "tellThePast",
            "ignores the actions of events",
            BrokenFacets::ignoresTheActionsOfEvents),
        Broken.backend(
            8, Rig.Events.class, "tellThePast", "forgets the past", BrokenFacets::forgetsThePast),
        Broken.backend(
            2,
            Rig.Image.class,
            "failToBePulled",
            "passes over errors of pulls",
            BrokenImages::passesOverErrorsOfPulls),
        Broken.backend(
            2,
            Rig.Image.class,
            "areInspected",
            "has no missing images",
            BrokenImages::hasNoMissingImages),
        Broken.backend(
            8, Rig.Image.class, "areListed", "lists all images", BrokenImages::listsAllImages));
  }

  static Stream<Broken> images() {
    return Stream.of(
        Broken.backend(
            2,
            Rig.Archives.class,
            "areWhole",
            "cuts archives and completes",
            BrokenImages::cutsArchivesAndCompletes),
        Broken.backend(
            2,
            Rig.Archives.class,
            "needTheImage",
            "saves nothing of missing images",
            BrokenImages::savesNothingOfMissingImages),
        Broken.backend(
            2,
            Rig.Archives.class,
            "mustHoldAnImage",
            "passes over errors of loads",
            BrokenImages::passesOverErrorsOfLoads),
        Broken.backend(
            2,
            Rig.Archives.class,
            "mustArriveWhole",
            "takes half an archive for a whole one",
            BrokenImages::passesOverErrorsOfLoads),
        Broken.backend(
            2,
            Rig.Archives.class,
            "bringTheImageBackFromAFile",
            "leaves the end of an archive out of its file",
            BrokenImages::leavesTheEndOutOfFiles),
        Broken.backend(
            2,
            Rig.Archives.class,
            "mustBeWholeInAFile",
            "takes half a file for a whole one",
            BrokenImages::passesOverErrorsOfFiles),
        Broken.backend(
            2,
            Rig.Archives.class,
            "mustBeWritable",
            "does not notice that a file cannot be written",
            BrokenImages::passesOverErrorsOfFiles),
        Broken.backend(
            2,
            Rig.Archives.class,
            "bringTheImageBack",
            "forgets names of archives",
            BrokenImages::forgetsNamesOfArchives),
        Broken.backend(
            8,
            Rig.Archives.class,
            "becomeAnImage",
            "ignores instructions of imports",
            BrokenImages::ignoresInstructionsOfImports),
        Broken.backend(
            2,
            Rig.Archives.class,
            "haveAHistory",
            "has a history of everything",
            BrokenImages::hasAHistoryOfEverything),
        Broken.backend(
            2,
            Rig.Building.class,
            "failsWithItsStep",
            "takes a failed step for success",
            BrokenBuilds::takesFailedStepsForSuccess),
        Broken.backend(
            2,
            Rig.Building.class,
            "failsWithItsStep",
            "keeps the output of steps",
            BrokenBuilds::keepsTheOutputOfSteps),
        Broken.backend(
            2,
            Rig.Building.class,
            "needsItsBase",
            "builds from nothing",
            BrokenBuilds::takesFailedStepsForSuccess),
        Broken.backend(
            2,
            Rig.Building.class,
            "needsInstructions",
            "builds without instructions",
            BrokenBuilds::takesFailedStepsForSuccess),
        Broken.backend(
            8,
            Rig.Building.class,
            "takesArguments",
            "ignores build arguments",
            BrokenBuilds::ignoresBuildArguments),
        Broken.backend(
            8,
            Rig.Building.class,
            "takesADirectory",
            "ignores the names of builds",
            BrokenBuilds::ignoresTheNamesOfBuilds),
        Broken.backend(
            8,
            Rig.Building.class,
            "makesAnImage",
            "ignores the labels of builds",
            BrokenBuilds::ignoresTheLabelsOfBuilds),
        Broken.backend(
            13,
            Rig.Commit.class,
            "arePrunedByLabel",
            "prunes everything",
            BrokenImages::prunesEverything),
        Broken.backend(
            13,
            Rig.Commit.class,
            "arePrunedByLabel",
            "prunes nothing",
            BrokenImages::prunesNothing),
        Broken.backend(
            2,
            Rig.Commit.class,
            "becomeArchives",
            "cuts exports and completes",
            BrokenImages::cutsExportsAndCompletes),
        Broken.backend(
            2,
            Rig.Commit.class,
            "becomeArchivesInFiles",
            "cuts exports into files and completes",
            BrokenImages::cutsExportsAndCompletes),
        Broken.backend(
            8,
            Rig.Commit.class,
            "becomeImages",
            "ignores changes of commits",
            BrokenImages::ignoresChangesOfCommits),
        Broken.backend(
            2,
            Rig.Commit.class,
            "mustBeThere",
            "commits what is missing",
            BrokenImages::commitsWhatIsMissing));
  }

  static Stream<Broken> registries() {
    return Stream.of(
        Broken.backend(
            2,
            Rig.Push.class,
            "needsTheImage",
            "passes over errors of pushes",
            BrokenImages::passesOverErrorsOfPushes,
            Rig.registries()),
        Broken.backend(
            2,
            Rig.Push.class,
            "bringsTheImageThere",
            "pushes nothing",
            BrokenImages::pushesNothing,
            Rig.registries()),
        Broken.backend(
            14,
            Rig.Login.class,
            "refusesToTake",
            "shows the password",
            BrokenImages::showsThePassword,
            Rig.registries()),
        Broken.backend(
            2,
            Rig.Login.class,
            "refusesToTake",
            "passes over refused pushes",
            BrokenImages::passesOverErrorsOfPushes,
            Rig.registries()),
        Broken.backend(
            2,
            Rig.Login.class,
            "refusesToGive",
            "passes over refused pulls",
            BrokenImages::passesOverRefusedPulls,
            Rig.registries()),
        Broken.backend(
            8,
            Rig.Login.class,
            "takesTheRightOne",
            "forgets credentials",
            BrokenImages::forgetsCredentials,
            Rig.registries()));
  }

  static Stream<Broken> measures() {
    return Stream.of(
        Broken.backend(
            2,
            Rig.Measure.class,
            "tellsNothingOfTheDead",
            "measures what does not run",
            BrokenMeasures::measuresTheDead),
        Broken.backend(
            2,
            Rig.Measure.class,
            "aStreamEndsWithTheContainer",
            "measures without end",
            BrokenMeasures::measuresWithoutEnd),
        Broken.backend(
            2,
            Rig.Measure.class,
            "onceIsOneSample",
            "measures several times",
            BrokenMeasures::measuresAgainAndAgain),
        Broken.backend(
            2,
            Rig.Measure.class,
            "aStreamGoesOn",
            "repeats a sample",
            BrokenMeasures::repeatsASample),
        Broken.backend(
            2,
            Rig.Measure.class,
            "listsProcesses",
            "loses cells of processes",
            BrokenMeasures::losesCellsOfProcesses),
        Broken.backend(
            8,
            Rig.Measure.class,
            "listsColumns",
            "ignores arguments of ps",
            BrokenMeasures::ignoresArgumentsOfPs));
  }

  static Stream<Broken> providers() {
    return Stream.of(
        Broken.provider(
            2, "findsNothingWhereNothingIs", "looks elsewhere", BrokenProviders::looksElsewhere),
        Broken.provider(12, "survivesSilence", "hangs on silence", BrokenProviders::hangsOnSilence),
        Broken.provider(2, "survivesAbsence", "fails on absence", BrokenProviders::failsOnAbsence),
        Broken.provider(
            14, "showsNoSecret", "quotes the environment", BrokenProviders::quotesTheEnvironment),
        Broken.provider(2, "leadsToABackend", "never closes", BrokenProviders::neverCloses));
  }
}
