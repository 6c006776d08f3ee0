package dev.fairlead.podman;

import dev.fairlead.podman.RootlessSetup.Finding;
import dev.fairlead.podman.RootlessSetup.RootlessUser;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose the files are that a Podman of a user works with: its own, which a {@code sudo podman} with
 * the user's home leaves to root, and those that are mounted, which belong to root inside.
 */
final class RootlessFiles {

  private final ProbeContext machine;
  private final RootlessUser user;
  private final SetupFiles files;

  RootlessFiles(ProbeContext machine, RootlessUser user) {
    this.machine = machine;
    this.user = user;
    this.files = new SetupFiles(machine);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(owners());
    labels().ifPresent(findings::add);
    return findings;
  }

  /** The home of somebody else is not looked into. */
  private Finding owners() {
    String looked = "volumes";
    Optional<Path> foreign = user.looks() ? foreign() : Optional.empty();
    return foreign
        .map(
            path ->
                Finding.wanted(
                    looked,
                    path + " is not of " + user.name(),
                    "sudo chown -R " + user.name() + ": " + path))
        .orElseGet(
            () ->
                Finding.of(
                    looked,
                    "what "
                        + user.name()
                        + " mounts is of root inside; for the container's user -v DIR:DIR:U, for"
                        + " the same id inside and outside --userns keep-id"));
  }

  /** The first of Podman's own directories that is somebody else's. */
  private Optional<Path> foreign() {
    Path data =
        machine
            .variable("XDG_DATA_HOME")
            .map(Path::of)
            .orElse(machine.home().resolve(".local/share"))
            .resolve("containers");
    return Stream.of(
            data,
            data.resolve("storage"),
            data.resolve("storage/volumes"),
            machine.home().resolve(".config/containers"))
        .filter(Files::exists)
        .filter(path -> !isTheUsers(path))
        .findFirst();
  }

  private boolean isTheUsers(Path path) {
    try {
      return Integer.valueOf(user.number()).equals(Files.getAttribute(path, "unix:uid"));
    } catch (IOException e) {
      return false;
    }
  }

  private Optional<Finding> labels() {
    return files
        .first("/sys/fs/selinux/enforce")
        .map(
            on ->
                on.equals("1")
                    ? Finding.of(
                        "SELinux",
                        "enforcing: a directory is mounted with :z, or :Z for one container alone,"
                            + " or labelled once: sudo chcon -Rt container_file_t DIR")
                    : Finding.of("SELinux", "permissive: files without a label are only logged"));
  }
}
