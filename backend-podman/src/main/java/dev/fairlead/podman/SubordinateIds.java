package dev.fairlead.podman;

import dev.fairlead.podman.RootlessSetup.Finding;
import dev.fairlead.podman.RootlessSetup.RootlessUser;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The ids that the users of containers have outside: ranges of a user (subuid(5), subgid(5)), and
 * the programs that may map them (newuidmap(1), newgidmap(1)). Without both, an image with files of
 * more than one user cannot be unpacked.
 */
final class SubordinateIds {

  /** So many does Podman's own documentation ask for, and images have users up to there. */
  private static final long ENOUGH = 65_536;

  private static final int SET_USER_ID = 04000;

  private final SetupFiles files;
  private final RootlessUser user;

  SubordinateIds(ProbeContext machine, RootlessUser user) {
    this.files = new SetupFiles(machine);
    this.user = user;
  }

  List<Finding> findings() {
    return List.of(ranges(), program("newuidmap"), program("newgidmap"));
  }

  private Finding ranges() {
    String looked = "/etc/subuid, /etc/subgid";
    long users = ids("/etc/subuid");
    long groups = ids("/etc/subgid");
    String found = user.name() + " has " + users + " user ids and " + groups + " group ids";
    String more =
        "sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "
            + user.name()
            + " && podman system migrate";
    if (users == 0 || groups == 0) {
      return Finding.wanted(looked, found, more);
    }
    return Finding.of(
        looked,
        Math.min(users, groups) < ENOUGH ? found + ", images may need more: " + more : found);
  }

  /** How many ids the user has: lines of {@code NAME:FIRST:COUNT}, or with the user's number. */
  private long ids(String file) {
    return files.lines(file).stream()
        .map(line -> line.split(":", -1))
        .filter(parts -> parts.length == 3)
        .filter(
            parts -> parts[0].equals(user.name()) || parts[0].equals(String.valueOf(user.number())))
        .filter(parts -> parts[2].matches("\\d{1,10}"))
        .mapToLong(parts -> Long.parseLong(parts[2]))
        .sum();
  }

  private Finding program(String name) {
    return files
        .program(name)
        .map(path -> rights(name, path))
        .orElseGet(
            () ->
                Finding.wanted(
                    name,
                    "it is not there",
                    "sudo apt-get install uidmap, or sudo dnf install shadow-utils"));
  }

  /** Its rights are those of root by its mode; or by capabilities, which only getcap can read. */
  private static Finding rights(String name, Path path) {
    try {
      boolean asRoot =
          Files.getAttribute(path, "unix:mode") instanceof Integer mode
              && (mode & SET_USER_ID) != 0
              && Integer.valueOf(0).equals(Files.getAttribute(path, "unix:uid"));
      return Finding.of(
          name,
          asRoot
              ? path + ", with the rights of root"
              : path
                  + ", not with the rights of root by its mode: unless getcap "
                  + path
                  + " shows cap_set"
                  + name.substring("new".length(), "newuid".length())
                  + ", sudo chown root "
                  + path
                  + " && sudo chmod u+s "
                  + path);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Finding.of(name, path + ", whose rights cannot be read");
    }
  }
}
