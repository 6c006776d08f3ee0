package dev.fairlead.tck;

import dev.fairlead.spi.Capability;
import dev.fairlead.tck.broken.BrokenFiles;
import dev.fairlead.tck.broken.BrokenNetworks;
import dev.fairlead.tck.broken.BrokenVolumes;
import dev.fairlead.tck.fake.FakeBackend;
import java.util.stream.Stream;

/** Backends that break what they promise of files, volumes and networks, and who must notice. */
final class BrokenStores {

  private BrokenStores() {}

  static Stream<Broken> files() {
    return Stream.of(
        Broken.backend(
            2,
            Rig.Copied.class,
            "comeBack",
            "ends an archive early",
            BrokenFiles::endsArchivesEarly),
        Broken.backend(4, Rig.Copied.class, "comeBack", "forgets links", BrokenFiles::forgetsLinks),
        Broken.backend(
            2,
            Rig.Copied.class,
            "mustBeThere",
            "takes a missing file for an empty archive",
            BrokenFiles::takesMissingForEmpty),
        Broken.backend(
            2,
            Rig.Copied.class,
            "stayWithin",
            "copies quietly nothing",
            BrokenFiles::copiesNothing),
        Broken.backend(
            2,
            Rig.Copied.class,
            "mustComeToAnEnd",
            "takes half an archive for a whole one",
            BrokenFiles::takesHalfForWhole),
        Broken.backend(
            8,
            Rig.Copied.class,
            "areCopiedWhileStopped",
            "copies only while it runs",
            BrokenFiles::promisesTheStopped,
            FakeBackend.builder().without(Capability.FILE_COPY_STOPPED)),
        Broken.backend(
            5,
            Rig.Copied.class,
            "arriveWhole",
            "drops what a slow reader does not take",
            BrokenFiles::dropsForSlowReaders),
        Broken.backend(
            7,
            Rig.Copied.class,
            "areLetGo",
            "keeps the connection of a copy",
            BrokenFiles::keepsTheConnection));
  }

  static Stream<Broken> volumes() {
    return Stream.of(
        Broken.backend(
            10,
            Rig.Volume.class,
            "isMadeOnce",
            "takes any volume of the name",
            BrokenVolumes::takesAnyVolumeOfTheName),
        Broken.backend(
            13, Rig.Volume.class, "livesAndGoes", "marks no volume", BrokenVolumes::marksNoVolume),
        Broken.backend(
            10,
            Rig.Volume.class,
            "livesAndGoes",
            "fails to remove a volume twice",
            BrokenVolumes::failsToRemoveAVolumeTwice),
        Broken.backend(
            2,
            Rig.Volume.class,
            "staysWhileInUse",
            "says that it removed a volume in use",
            BrokenVolumes::saysThatItRemovedWhatIsUsed),
        Broken.backend(
            8,
            Rig.Volume.class,
            "staysWhileInUse",
            "ignores the use of volumes",
            BrokenVolumes::ignoresTheUseOfVolumes),
        Broken.backend(
            13,
            Rig.Volume.class,
            "isPruned",
            "prunes named volumes unasked",
            BrokenVolumes::prunesNamedVolumesUnasked),
        Broken.backend(
            13,
            Rig.Volume.class,
            "isPruned",
            "prunes volumes of others",
            BrokenVolumes::prunesVolumesOfOthers));
  }

  static Stream<Broken> networks() {
    return Stream.of(
        Broken.backend(
            10,
            Rig.Network.class,
            "isMadeOnce",
            "takes any network of the name",
            BrokenNetworks::takesAnyNetworkOfTheName),
        Broken.backend(
            2,
            Rig.Network.class,
            "staysWhileInUse",
            "tells no members",
            BrokenNetworks::tellsNoMembers),
        Broken.backend(
            8,
            Rig.Network.class,
            "isJoinedAndLeft",
            "forgets aliases",
            BrokenNetworks::forgetsAliases),
        Broken.backend(
            10,
            Rig.Network.class,
            "isJoinedAndLeft",
            "fails to leave a network twice",
            BrokenNetworks::failsToLeaveTwice),
        Broken.backend(
            2,
            Rig.Network.class,
            "needsBothSides",
            "connects to nowhere",
            BrokenNetworks::connectsToNowhere),
        Broken.backend(
            13,
            Rig.Network.class,
            "isPruned",
            "prunes networks of what is stopped",
            BrokenNetworks::prunesNetworksOfTheStopped),
        Broken.backend(
            13,
            Rig.Network.class,
            "isPruned",
            "prunes networks of others",
            BrokenNetworks::prunesNetworksOfOthers),
        Broken.backend(
            8,
            Rig.Network.class,
            "resolvesNames",
            "promises names",
            BrokenNetworks::promisesNames,
            FakeBackend.builder().without(Capability.NAME_RESOLUTION)));
  }
}
