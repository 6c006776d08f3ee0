package dev.fairlead.tck;

import dev.fairlead.tck.broken.BrokenFacets;
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
            BrokenFacets::passesOverErrorsOfPulls),
        Broken.backend(
            2,
            Rig.Image.class,
            "areInspected",
            "has no missing images",
            BrokenFacets::hasNoMissingImages),
        Broken.backend(
            8, Rig.Image.class, "areListed", "lists all images", BrokenFacets::listsAllImages));
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
