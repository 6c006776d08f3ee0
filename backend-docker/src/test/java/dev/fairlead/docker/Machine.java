package dev.fairlead.docker;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A made-up machine below a temporary directory, and what a probe sees of it. */
final class Machine implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path root;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<SocketServer> servers = new ArrayList<>();
  private OperatingSystem system = OperatingSystem.LINUX;

  /** Generous where a test is not about time, since the machine may be busy. */
  private Duration deadline = Duration.ofSeconds(10);

  Machine(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(home());
    Files.createDirectories(root.resolve("var/run"));
  }

  Path home() {
    return root.resolve("home/me");
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  Path defaultSocket() {
    return root.resolve("var/run/docker.sock");
  }

  Machine variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Machine system(OperatingSystem value) {
    system = value;
    return this;
  }

  Machine deadline(Duration value) {
    deadline = value;
    return this;
  }

  SocketServer listen(Path socket, SocketServer.Behaviour behaviour) throws IOException {
    Files.createDirectories(socket.getParent());
    SocketServer server = SocketServer.at(socket, behaviour);
    servers.add(server);
    return server;
  }

  Machine write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /** Writes what {@code docker context create} writes. */
  Machine dockerContext(Path configuration, String name, String host) throws IOException {
    return write(
        configuration.resolve("contexts/meta/" + sha256(name) + "/meta.json"),
        "{\"Name\":\""
            + name
            + "\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\""
            + host
            + "\",\"SkipTLSVerify\":false}}}");
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  ProbeContext context() {
    return new ProbeContext(environment, home(), system, Optional.empty(), deadline, root);
  }

  List<Candidate> probe() {
    return probe(context());
  }

  List<Candidate> probe(URI host) {
    return probe(context().withExplicitHost(host));
  }

  static List<Candidate> probe(ProbeContext context) {
    return new DockerProvider().probe(context).collectList().block(LIMIT);
  }

  /** The one candidate whose endpoint ends like this. */
  static Candidate ending(List<Candidate> candidates, String end) {
    List<Candidate> found =
        candidates.stream()
            .filter(candidate -> candidate.endpoint().uri().toString().endsWith(end))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " candidates end with " + end + ": " + candidates);
    }
    return found.get(0);
  }

  static List<Candidate> of(List<Candidate> candidates, CandidateOrigin origin) {
    return candidates.stream().filter(candidate -> candidate.origin() == origin).toList();
  }

  /** All evidence in one text. */
  static String evidence(Candidate candidate) {
    return candidate.evidence().stream()
        .map((Evidence one) -> one.tried() + " -> " + one.found())
        .collect(Collectors.joining("\n"));
  }

  static String remedy(Candidate candidate) {
    return candidate.remedy().orElse("");
  }

  @Override
  public void close() throws IOException {
    for (SocketServer server : servers) {
      server.close();
    }
  }
}
