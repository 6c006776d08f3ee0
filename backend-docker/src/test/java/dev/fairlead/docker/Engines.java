package dev.fairlead.docker;

import dev.fairlead.testing.SocketServer;
import java.util.Map;

/** Answers of engines, as those of their kind give them. */
final class Engines {

  private Engines() {}

  /** Docker Engine 20.10.24 of Debian 12. */
  static SocketServer.Behaviour docker() {
    return engine("1.41", "", version("", "Engine", "20.10.24+dfsg1", "1.41", "1.12"), info("vm"));
  }

  static SocketServer.Behaviour ofApi(String apiMaximum, String apiMinimum) {
    return engine(
        apiMaximum, "", version("", "Engine", "99.0", apiMaximum, apiMinimum), info("vm"));
  }

  static SocketServer.Behaviour docker(String platform, String info) {
    return engine("1.51", "", version(platform, "Engine", "28.5.2", "1.51", "1.24"), info);
  }

  /** Podman 5.4.2 behind Docker's API, with or without the header of its own. */
  static SocketServer.Behaviour podman(String header) {
    return engine(
        "1.41",
        header,
        version("linux/amd64/debian-13", "Podman Engine", "5.4.2", "1.41", "1.24"),
        info("vm"));
  }

  static String info(String host) {
    return info(host, "Debian GNU/Linux 12 (bookworm)", "\"name=seccomp,profile=default\"");
  }

  static String info(String host, String system, String securityOptions) {
    return "{\"Name\":\""
        + host
        + "\",\"OperatingSystem\":\""
        + system
        + "\",\"SecurityOptions\":["
        + securityOptions
        + "]}";
  }

  private static String version(
      String platform, String component, String version, String maximum, String minimum) {
    return "{\"Platform\":{\"Name\":\""
        + platform
        + "\"},\"Components\":[{\"Name\":\""
        + component
        + "\",\"Version\":\""
        + version
        + "\"}],\"Version\":\""
        + version
        + "\",\"ApiVersion\":\""
        + maximum
        + "\",\"MinAPIVersion\":\""
        + minimum
        + "\",\"Os\":\"linux\"}";
  }

  private static SocketServer.Behaviour engine(
      String api, String header, String version, String info) {
    String headers = "Api-Version: " + api + "\r\n" + header;
    return SocketServer.answering(
        Map.of(
            "/_ping", SocketServer.http(200, headers, "OK"),
            "/version", SocketServer.http(200, headers, version),
            "/info", SocketServer.http(200, headers, info)));
  }
}
