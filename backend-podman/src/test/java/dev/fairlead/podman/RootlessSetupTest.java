package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is said of made-up machines. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no Podman of this kind")
class RootlessSetupTest {

  @TempDir Path root;

  private String user = "";

  @BeforeEach
  void aMachineThatLacksNothing() throws IOException {
    Files.createDirectories(home());
    user = Files.getOwner(home()).getName();
    write("etc/subuid", "other:1:9\n" + user + ":100000:65536\n");
    write("etc/subgid", user + ":100000:65536\n");
    write("proc/sys/net/ipv4/ip_unprivileged_port_start", "80\n");
    program("newuidmap");
    program("newgidmap");
    program("slirp4netns");
  }

  private Path home() {
    return root.resolve("home/me");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void program(String name) throws IOException {
    write("bin/" + name, "");
    Files.setPosixFilePermissions(
        root.resolve("bin/" + name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private RootlessSetup look() {
    return look(Optional.empty());
  }

  private RootlessSetup look(Optional<Path> socket) {
    return RootlessSetup.of(
        new ProbeContext(
            Map.of("PATH", "/bin"),
            home(),
            OperatingSystem.LINUX,
            Optional.empty(),
            Duration.ofSeconds(1),
            root),
        socket);
  }

  /** A line for each thing that was looked at. */
  private static String said(RootlessSetup setup) {
    return setup.evidence().stream()
        .map(one -> one.tried() + " -> " + one.found())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void whereNothingIsLackingNothingHasToBeTyped() {
    RootlessSetup setup = look();
    assertThat(setup.remedy()).isEmpty();
    assertThat(said(setup))
        .contains(user + " has 65536 user ids and 65536 group ids")
        .contains("ports from 80 can be published")
        .contains("slirp4netns:allow_host_loopback=true")
        .contains("-v DIR:DIR:U")
        .contains("--userns keep-id")
        .doesNotContain("SELinux");
  }

  @Test
  void rangesMayBeGivenByTheUsersNumber() throws IOException {
    Object number = Files.getAttribute(home(), "unix:uid");
    write("etc/subuid", number + ":100000:65536\n");
    assertThat(said(look())).contains("65536 user ids and 65536 group ids");
  }

  @Test
  void missingRangesAreWantedAndShortOnesAreTold() throws IOException {
    write("etc/subgid", "other:100000:65536\n");
    assertThat(look().remedy().orElse(""))
        .contains("sudo usermod --add-subuids", user, "podman system migrate");

    write("etc/subgid", user + ":100000:1000\n");
    RootlessSetup few = look();
    assertThat(few.remedy()).isEmpty();
    assertThat(said(few)).contains("1000 group ids, images may need more: sudo usermod");
  }

  @Test
  void programsThatMapIdsAreWanted() throws IOException {
    Files.delete(root.resolve("bin/newgidmap"));
    RootlessSetup setup = look();
    assertThat(setup.remedy().orElse("")).contains("install uidmap");
    assertThat(said(setup)).contains("newgidmap -> it is not there");
  }

  @Test
  void programsThatMapIdsWithoutTheRightsOfRootAreTold() {
    assertThat(said(look()))
        .contains("newuidmap, not with the rights of root by its mode")
        .contains("shows cap_setuid, sudo chown root")
        .contains("shows cap_setgid, sudo chown root")
        .contains("sudo chmod u+s " + root.resolve("bin/newuidmap"));
  }

  @Test
  void portsThatAreRootsAreToldWithTheSetting() throws IOException {
    write("proc/sys/net/ipv4/ip_unprivileged_port_start", "1024\n");
    assertThat(said(look()))
        .contains("ports below 1024 cannot: sudo sysctl net.ipv4.ip_unprivileged_port_start=80");
  }

  @Test
  void aProgramForTheNetworkIsWanted() throws IOException {
    Files.delete(root.resolve("bin/slirp4netns"));
    assertThat(look().remedy().orElse("")).contains("install slirp4netns");

    program("pasta");
    RootlessSetup other = look();
    assertThat(other.remedy()).isEmpty();
    assertThat(said(other)).contains("--network pasta:--map-gw");
  }

  @Test
  void directoriesOfPodmanThatAreSomebodyElsesAreToBeGivenBack() throws IOException {
    Path storage = Files.createDirectories(home().resolve(".local/share/containers/storage"));
    assertThat(look().remedy()).isEmpty();
    assumeTrue(user.equals("root"), "only root can give a directory away");
    Files.setAttribute(storage, "unix:uid", 4711);
    RootlessSetup setup = look();
    assertThat(setup.remedy()).contains("sudo chown -R " + user + ": " + storage);
  }

  @Test
  void labelsAreToldWhereTheyAreEnforced() throws IOException {
    write("sys/fs/selinux/enforce", "1\n");
    assertThat(said(look())).contains("SELinux -> enforcing", ":z", ":Z", "sudo chcon -Rt");
    write("sys/fs/selinux/enforce", "0\n");
    assertThat(said(look())).contains("SELinux -> permissive");
  }

  @Test
  void theUserIsTheOneWhoseSocketItIs() throws IOException {
    Path socket = Files.createFile(root.resolve("podman.sock"));
    assertThat(said(look(Optional.of(socket)))).contains(user + " has 65536 user ids");
    assertThat(said(look(Optional.of(root.resolve("gone"))))).contains(user + " has");
  }
}
