package dev.fairlead.podman;

import dev.fairlead.testing.SocketServer;
import java.util.Collection;
import java.util.Map;

/** Answers of engines, as those of their kind give them. */
final class Engines {

  private Engines() {}

  /** Podman 4.3.1 of Debian 12, of root. */
  static SocketServer.Behaviour podman() {
    return podman("4.3.1", "1.41", false);
  }

  /** The same, of a user without rights. */
  static SocketServer.Behaviour rootless() {
    return podman("4.3.1", "1.41", true);
  }

  static SocketServer.Behaviour podman(String version, String api, boolean rootless) {
    return engine(
        "Api-Version: " + api + "\r\nLibpod-Api-Version: " + version + "\r\n",
        version("Podman Engine", version, api),
        "{\"Name\":\"box\",\"Rootless\":" + rootless + "}");
  }

  /** Docker Engine 20.10.24 of Debian 12. */
  static SocketServer.Behaviour docker() {
    return engine(
        "Api-Version: 1.41\r\n", version("Engine", "20.10.24+dfsg1", "1.41"), "{\"Name\":\"box\"}");
  }

  private static String version(String component, String version, String api) {
    return "{\"Components\":[{\"Name\":\""
        + component
        + "\"}],\"Version\":\""
        + version
        + "\",\"ApiVersion\":\""
        + api
        + "\",\"MinAPIVersion\":\"1.24\",\"Os\":\"linux\"}";
  }

  /** The same as {@link #podman()}, noting what it is asked. */
  static SocketServer.Behaviour podman(Collection<String> asked) {
    Map<String, String> answers =
        answers(
            "Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\n",
            version("Podman Engine", "4.3.1", "1.41"),
            "{\"Name\":\"box\"}");
    return SocketServer.answering(
        target -> {
          String path = target.replaceFirst("^/v[0-9.]+(/libpod)?", "");
          asked.add(path);
          return answers.getOrDefault(path, SocketServer.http(404, "", "{}"));
        });
  }

  private static SocketServer.Behaviour engine(String headers, String version, String info) {
    return SocketServer.answering(answers(headers, version, info));
  }

  private static Map<String, String> answers(String headers, String version, String info) {
    return Map.of(
        "/_ping", SocketServer.http(200, headers, "OK"),
        "/version", SocketServer.http(200, headers, version),
        "/info", SocketServer.http(200, headers, info));
  }
}
