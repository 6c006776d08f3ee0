package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real sshd on a port of loopback, with keys and configuration of its own; and an {@code ssh} to
 * put on the {@code PATH}, which is the real one with a configuration of its own too, since ssh
 * finds its user's home without asking {@code HOME}.
 */
final class SshServer {

  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  /** Without this directory sshd does not start; packages make it at boot. */
  private static final Path SEPARATION = Path.of("/run/sshd");

  private final Path directory;
  private final int port;
  private final boolean madeSeparation;
  private final Process sshd;

  private SshServer(Path directory, int port, boolean madeSeparation, Process sshd) {
    this.directory = directory;
    this.port = port;
    this.madeSeparation = madeSeparation;
    this.sshd = sshd;
  }

  static void assumeThere() {
    assumeTrue(Files.isExecutable(SSHD), "there is no " + SSHD + " (Debian: openssh-server)");
  }

  static SshServer start(Path directory) throws Exception {
    run(directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host_key");
    run(directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "known");
    run(directory, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "stranger");
    Files.copy(directory.resolve("known.pub"), directory.resolve("authorized_keys"));
    int port = freePort();
    Files.write(
        directory.resolve("sshd_config"),
        List.of(
            "Port " + port,
            "ListenAddress 127.0.0.1",
            "HostKey " + directory.resolve("host_key"),
            "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password"));
    boolean made = !Files.exists(SEPARATION) && Files.isWritable(SEPARATION.getParent());
    if (made) {
      Files.createDirectory(SEPARATION);
    }
    Process sshd =
        new ProcessBuilder(
                SSHD.toString(), "-D", "-e", "-f", directory.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("sshd.log").toFile())
            .start();
    SshServer server = new SshServer(directory, port, made, sshd);
    server.awaitPort();
    Files.writeString(
        directory.resolve("known_hosts"),
        "[127.0.0.1]:" + port + " " + Files.readString(directory.resolve("host_key.pub")));
    Files.writeString(directory.resolve("no_hosts"), "");
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void awaitPort() throws IOException {
    Instant deadline = Instant.now().plusSeconds(15);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        assertThat(Instant.now())
            .as("sshd listens: " + Files.readString(directory.resolve("sshd.log")))
            .isBefore(deadline);
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  int port() {
    return port;
  }

  /** A directory to put first on the {@code PATH}. */
  Path client(String key, String knownHosts) throws IOException {
    Path bin = Files.createTempDirectory(directory, "bin");
    Path configuration = bin.resolve("config");
    Files.write(
        configuration,
        List.of(
            "IdentityFile " + directory.resolve(key),
            "IdentitiesOnly yes",
            "IdentityAgent none",
            "UserKnownHostsFile " + directory.resolve(knownHosts),
            "GlobalKnownHostsFile /dev/null",
            "StrictHostKeyChecking yes"));
    Path ssh = bin.resolve("ssh");
    Files.write(
        ssh,
        ("#!/bin/sh\nexec /usr/bin/ssh -F " + configuration + " \"$@\"\n")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(ssh.toFile().setExecutable(true)).isTrue();
    return bin;
  }

  /** How many connections there are. */
  long connections() {
    return sshd.children().count();
  }

  private static void run(Path where, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  void close() throws Exception {
    sshd.descendants().forEach(ProcessHandle::destroy);
    sshd.destroy();
    assertThat(sshd.waitFor(10, TimeUnit.SECONDS)).isTrue();
    if (madeSeparation) {
      Files.deleteIfExists(SEPARATION);
    }
  }
}
