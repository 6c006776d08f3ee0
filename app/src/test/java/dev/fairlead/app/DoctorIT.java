package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor on a machine whose sockets are ill in every way, and one of them well. */
class DoctorIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String VERSION =
      """
      {"Platform":{"Name":"Docker Engine"},"Components":[{"Name":"Engine","Version":"28.0.0"}],\
      "Version":"28.0.0","ApiVersion":"1.48","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}""";

  @TempDir Path home;

  @Test
  void eachIllnessHasItsOwnReasonAndRemedyAndTheGoodOneIsChosen() throws Exception {
    Path program = Path.of("target", "fairlead-" + version(), "bin", "fairlead");
    assumeTrue(Files.exists(program), "the distribution is built by mvn package");
    Map<String, SocketServer.Behaviour> sockets = new HashMap<>();
    sockets.put("silent", SocketServer.silent());
    sockets.put("resetting", SocketServer.resetting());
    sockets.put("garbage", SocketServer.saying("SSH-2.0-OpenSSH_9.2\r\n"));
    sockets.put("forbidden", SocketServer.silent());
    sockets.put("good", good());
    List<SocketServer> servers = new ArrayList<>();
    try {
      open(home, "rwxr-xr-x");
      open(Files.createDirectory(home.resolve(".colima")), "rwxr-xr-x");
      for (Map.Entry<String, SocketServer.Behaviour> socket : sockets.entrySet()) {
        Path profile = Files.createDirectory(home.resolve(".colima").resolve(socket.getKey()));
        open(profile, "rwxr-xr-x");
        Path path = profile.resolve("docker.sock");
        servers.add(SocketServer.at(path, socket.getValue()));
        open(path, socket.getKey().equals("forbidden") ? "---------" : "rw-rw-rw-");
      }
      JsonNode report = doctor(program);
      assertThat(report.get("chosen").get("endpoint").asText()).contains("good");
      Map<String, String> reasons = new HashMap<>();
      for (JsonNode candidate : report.get("candidates")) {
        for (String name : sockets.keySet()) {
          if (candidate.get("endpoint").asText().contains("/" + name + "/")) {
            reasons.put(name, candidate.get("reason").asText());
            if (!name.equals("good")) {
              assertThat(candidate.get("state").asText()).isEqualTo("unhealthy");
              assertThat(candidate.get("remedy").asText()).isNotBlank().isNotEqualTo("null");
            }
          }
        }
      }
      assertThat(reasons).containsOnlyKeys(sockets.keySet());
      assertThat(reasons.values()).doesNotHaveDuplicates();
      assertThat(Duration.parse(report.get("took").asText())).isLessThan(Duration.ofMillis(1500));
    } finally {
      for (SocketServer server : servers) {
        server.close();
      }
    }
  }

  private static SocketServer.Behaviour good() {
    String headers = "Api-Version: 1.48\r\nServer: Docker/28.0.0 (linux)\r\nOstype: linux\r\n";
    return SocketServer.answering(
        target -> {
          String path = target.replaceFirst("\\?.*", "").replaceFirst("^/v1\\.[0-9]+", "");
          return switch (path) {
            case "/_ping" -> SocketServer.http(200, headers, "OK");
            case "/version" ->
                SocketServer.http(200, headers + "Content-Type: application/json\r\n", VERSION);
            case "/info" ->
                SocketServer.http(
                    200, headers + "Content-Type: application/json\r\n", "{\"Name\":\"good\"}");
            default -> SocketServer.http(404, headers, "{\"message\":\"page not found\"}");
          };
        });
  }

  /** Permissions mean nothing to root, so that root asks somebody else to look. */
  private JsonNode doctor(Path program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(List.of(program.toAbsolutePath().toString(), "-o", "json", "doctor"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER"));
    builder.environment().put("HOME", home.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    JsonNode report = new ObjectMapper().readTree(process.getInputStream());
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return report;
  }

  private static void open(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String version() {
    return System.getProperty("project.version", "0.1.0-SNAPSHOT");
  }
}
