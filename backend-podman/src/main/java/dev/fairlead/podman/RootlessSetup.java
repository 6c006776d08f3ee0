package dev.fairlead.podman;

import dev.fairlead.engine.probe.HomesOwner;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a Podman without the rights of root needs of the machine, each with the command that mends
 * it: ids for the users of containers, a program for their network, the ports that may be
 * published, whose the directories of Podman are, and SELinux. It is a function of the described
 * machine, and blocks for as long as the file system takes.
 */
final class RootlessSetup {

  private final List<Evidence> evidence = new ArrayList<>();
  private Optional<String> remedy = Optional.empty();

  private RootlessSetup() {}

  /**
   * Looks at a machine.
   *
   * @param machine the machine
   * @param socket where the service listens, whose owner is the user that it runs as; empty for
   *     that of the owner of the home directory
   */
  static RootlessSetup of(ProbeContext machine, Optional<Path> socket) {
    RootlessSetup setup = new RootlessSetup();
    RootlessUser.of(machine, socket)
        .ifPresent(
            user -> {
              setup.add(new SubordinateIds(machine, user).findings());
              setup.add(new RootlessNetwork(machine).findings());
              setup.add(new RootlessFiles(machine, user).findings());
            });
    return setup;
  }

  private void add(List<Finding> findings) {
    for (Finding finding : findings) {
      evidence.add(finding.evidence());
      remedy = remedy.or(finding::remedy);
    }
  }

  /** What was looked at, with the command that changes it. */
  List<Evidence> evidence() {
    return evidence;
  }

  /** What has to be mended before images can be used; empty where nothing has to. */
  Optional<String> remedy() {
    return remedy;
  }

  /**
   * One thing that was looked at.
   *
   * @param evidence what was found
   * @param remedy what has to be typed before Podman works at all; empty where it does
   */
  record Finding(Evidence evidence, Optional<String> remedy) {

    static Finding of(String tried, String found) {
      return new Finding(new Evidence(tried, found), Optional.empty());
    }

    /** Something that Podman does not work without. */
    static Finding wanted(String tried, String found, String remedy) {
      return new Finding(new Evidence(tried, found + ": " + remedy), Optional.of(remedy));
    }
  }

  /**
   * Whom a Podman runs as.
   *
   * @param name the name
   * @param number the number
   * @param looks whether it is the one who looks, too
   */
  record RootlessUser(String name, int number, boolean looks) {

    static Optional<RootlessUser> of(ProbeContext machine, Optional<Path> socket) {
      Optional<Integer> looking = HomesOwner.number(machine);
      Path path = socket.filter(Files::exists).orElse(machine.home());
      try {
        int number = (Integer) Files.getAttribute(path, "unix:uid");
        boolean looks = looking.filter(own -> own == number).isPresent();
        return Optional.of(new RootlessUser(Files.getOwner(path).getName(), number, looks));
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }
}
