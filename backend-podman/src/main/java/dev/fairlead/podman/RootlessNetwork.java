package dev.fairlead.podman;

import dev.fairlead.podman.RootlessSetup.Finding;
import dev.fairlead.spi.ProbeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How containers of a user without rights reach the world and are reached: by a program that
 * carries their packets (slirp4netns(1), or pasta(1), which Podman 5 prefers), and by ports that
 * the kernel lets everybody have ({@code ip_unprivileged_port_start} in ip-sysctl).
 */
final class RootlessNetwork {

  private static final int FIRST_ORDINARY_PORT = 1024;
  private static final String SETTING = "net.ipv4.ip_unprivileged_port_start";

  private final SetupFiles files;

  RootlessNetwork(ProbeContext machine) {
    this.files = new SetupFiles(machine);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    ports().ifPresent(findings::add);
    findings.add(carrier());
    return findings;
  }

  private Optional<Finding> ports() {
    return files
        .first("/proc/sys/net/ipv4/ip_unprivileged_port_start")
        .filter(text -> text.matches("\\d{1,5}"))
        .map(Integer::valueOf)
        .map(
            port ->
                Finding.of(
                    SETTING,
                    port < FIRST_ORDINARY_PORT
                        ? "ports from " + port + " can be published"
                        : "ports below " + port + " cannot: sudo sysctl " + SETTING + "=80"));
  }

  /** It also decides whether a container reaches what listens on loopback of the machine. */
  private Finding carrier() {
    String looked = "host-gateway";
    String address = "host.containers.internal is an address of this machine";
    if (files.program("pasta").isPresent()) {
      return Finding.of(
          looked, address + "; what listens on loopback alone: --network pasta:--map-gw");
    }
    if (files.program("slirp4netns").isPresent()) {
      return Finding.of(
          looked,
          address
              + "; what listens on loopback alone is 10.0.2.2 with"
              + " --network slirp4netns:allow_host_loopback=true");
    }
    return Finding.wanted(
        looked,
        "neither slirp4netns nor pasta is there, so that containers have no network",
        "sudo apt-get install slirp4netns, or sudo dnf install slirp4netns");
  }
}
