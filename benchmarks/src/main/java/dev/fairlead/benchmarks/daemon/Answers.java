package dev.fairlead.benchmarks.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The short answers: recorded from a Docker Engine, and kept as the bytes that are sent. */
final class Answers {

  /** What every command that is executed, and every container, ends with. */
  static final int EXIT_CODE = 7;

  private static final String ID = "4f66ad9a0b2e1c55".repeat(4);
  private static final int LISTED = 100;
  private static final String PING_HEADERS =
      "Api-Version: 1.41\r\nOstype: linux\r\nContent-Type: text/plain; charset=utf-8\r\n";

  private final ByteBuffer ping = answer("200 OK", PING_HEADERS, "OK");
  private final ByteBuffer pingHead =
      bytes("HTTP/1.1 200 OK\r\n" + PING_HEADERS + "Content-Length: 0\r\n\r\n");
  private final ByteBuffer version = json("200 OK", resource("version.json"));
  private final ByteBuffer info = json("200 OK", resource("info.json"));
  private final String container = resource("container.json");
  private final Map<String, ByteBuffer> inspected = new HashMap<>();
  private final ByteBuffer containers = json("200 OK", list(resource("listed.json")));
  private final ByteBuffer image = json("200 OK", resource("image.json"));
  private final ByteBuffer created = json("201 Created", "{\"Id\":\"" + ID + "\",\"Warnings\":[]}");
  private final ByteBuffer execCreated = json("201 Created", "{\"Id\":\"" + ID + "\"}");
  private final ByteBuffer execEnded =
      json(
          "200 OK",
          "{\"ID\":\""
              + ID
              + "\",\"Running\":false,\"ExitCode\":"
              + EXIT_CODE
              + ",\"ProcessConfig\":{\"tty\":false,\"entrypoint\":\"true\",\"arguments\":[],"
              + "\"privileged\":false},\"OpenStdin\":false,\"OpenStderr\":true,\"OpenStdout\":true,"
              + "\"CanRemove\":false,\"ContainerID\":\""
              + ID
              + "\",\"DetachKeys\":\"\",\"Pid\":4711}");
  private final ByteBuffer waited = json("200 OK", "{\"StatusCode\":" + EXIT_CODE + "}");
  private final ByteBuffer done = bytes("HTTP/1.1 204 No Content\r\n\r\n");
  private final ByteBuffer absent = json("404 Not Found", "{\"message\":\"page not found\"}");

  /** The answer to a request that has a short one. */
  ByteBuffer to(Request request) {
    ByteBuffer known = find(request.method(), request.path());
    return (known == null ? absent : known).duplicate();
  }

  private @Nullable ByteBuffer find(String method, String path) {
    if (path.equals("/_ping")) {
      return method.equals("HEAD") ? pingHead : ping;
    }
    if (path.equals("/version")) {
      return version;
    }
    if (path.equals("/info")) {
      return info;
    }
    if (path.startsWith("/exec/")) {
      return execEnded;
    }
    if (path.startsWith("/images/")) {
      return image;
    }
    if (!path.startsWith("/containers/")) {
      return null;
    }
    if (path.endsWith("/json")) {
      return path.equals("/containers/json")
          ? containers
          : inspected.computeIfAbsent(path.split("/", -1)[2], this::inspected);
    }
    if (path.endsWith("/exec")) {
      return execCreated;
    }
    if (path.endsWith("/wait")) {
      return waited;
    }
    return path.equals("/containers/create") ? created : done;
  }

  /** The container has the id that it is asked by: the docker command goes on with that. */
  private ByteBuffer inspected(String id) {
    return json("200 OK", container.replaceFirst("\"Id\":\"[^\"]*\"", "\"Id\":\"" + id + "\""));
  }

  private static String list(String one) {
    StringBuilder all = new StringBuilder("[");
    for (int i = 0; i < LISTED; i++) {
      String id = String.format("%016x", 0x9e3779b97f4a7c15L * (i + 1)).repeat(4);
      all.append(i == 0 ? "" : ",").append(one.replace("{ID}", id).replace("{N}", "" + i));
    }
    return all.append("]\n").toString();
  }

  private static ByteBuffer json(String status, String body) {
    return answer(status, "Api-Version: 1.41\r\nContent-Type: application/json\r\n", body);
  }

  /** A short answer is sent with its length; dockerd sends one of more than 2 KiB in chunks. */
  private static ByteBuffer answer(String status, String headers, String body) {
    String head = "HTTP/1.1 " + status + "\r\n" + headers + "Docker-Experimental: false\r\n";
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return bytes(
        length <= 2048
            ? head + "Content-Length: " + length + "\r\n\r\n" + body
            : head
                + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(length)
                + "\r\n"
                + body
                + "\r\n0\r\n\r\n");
  }

  private static ByteBuffer bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static String resource(String name) {
    try (InputStream in = Answers.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
