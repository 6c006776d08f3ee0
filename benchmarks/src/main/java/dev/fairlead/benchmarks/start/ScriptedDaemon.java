package dev.fairlead.benchmarks.start;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code ps} as Docker Engine 20.10 with some running containers does: answers are made
 * beforehand, so that what is measured is whoever asks. Each connection has a thread.
 */
final class ScriptedDaemon implements AutoCloseable {

  private final ServerSocketChannel server;
  private final Path socket;
  private final String list;

  private ScriptedDaemon(ServerSocketChannel server, Path socket, int containers) {
    this.server = server;
    this.socket = socket;
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= containers; i++) {
      all.add(listed(i));
    }
    this.list = all.toString();
  }

  static ScriptedDaemon at(Path socket, int containers) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 128);
    ScriptedDaemon daemon = new ScriptedDaemon(server, socket, containers);
    background(daemon::accept);
    return daemon;
  }

  /** A value for {@code DOCKER_HOST}. */
  String host() {
    return "unix://" + socket;
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work, "scripted-daemon");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        background(() -> serve(client));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      StringBuilder asked = new StringBuilder();
      ByteBuffer bytes = ByteBuffer.allocate(1 << 14);
      while (client.read(bytes) >= 0) {
        asked.append(StandardCharsets.ISO_8859_1.decode(bytes.flip()));
        bytes.clear();
        for (int end = asked.indexOf("\r\n\r\n"); end >= 0; end = asked.indexOf("\r\n\r\n")) {
          ByteBuffer answer = ByteBuffer.wrap(answer(asked.substring(0, end)));
          asked.delete(0, end + 4);
          while (answer.hasRemaining()) {
            client.write(answer);
          }
        }
      }
    } catch (IOException e) {
      // Whoever asked has gone.
    }
  }

  private byte[] answer(String head) {
    String[] words = head.split(" ", 3);
    String path = words[1].replaceFirst("\\?.*", "").replaceFirst("^/v[0-9.]+", "");
    String body = body(path);
    String content = body == null ? "{\"message\":\"page not found\"}" : body;
    String framing =
        path.endsWith("/json") || path.equals("/info")
            ? "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(content.length())
                + "\r\n"
                + content
                + "\r\n0\r\n\r\n"
            : "Content-Length: " + content.length() + "\r\n\r\n" + content;
    String answer =
        "HTTP/1.1 "
            + (body == null ? "404 Not Found" : "200 OK")
            + "\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nOstype: linux\r\n"
            + "Docker-Experimental: false\r\nServer: Docker/20.10.24 (linux)\r\n"
            + (words[0].equals("HEAD")
                ? "Content-Length: " + content.length() + "\r\n\r\n"
                : framing);
    return answer.getBytes(StandardCharsets.ISO_8859_1);
  }

  private @Nullable String body(String path) {
    if (path.matches("/containers/[0-9a-f]{64}/json")) {
      return inspected(Integer.parseInt(path.substring(12, 76), 16));
    }
    return switch (path) {
      case "/_ping" -> "OK";
      case "/version" ->
          """
          {"Platform":{"Name":""},"Components":[{"Name":"Engine","Version":"20.10.24","Details":\
          {"ApiVersion":"1.41","Arch":"amd64","MinAPIVersion":"1.12","Os":"linux"}}],\
          "Version":"20.10.24","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64"}""";
      case "/info" ->
          """
          {"ID":"A","Containers":3,"ContainersRunning":3,"Images":1,"Driver":"overlay2",\
          "DriverStatus":[["Backing Filesystem","extfs"]],"MemoryLimit":true,"SwapLimit":true,\
          "CPUSet":true,"PidsLimit":true,"OomKillDisable":true,"CgroupDriver":"cgroupfs",\
          "CgroupVersion":"1","KernelVersion":"6.1.0","OperatingSystem":"Linux","OSType":"linux",\
          "Architecture":"x86_64","NCPU":2,"MemTotal":8000000000,"ServerVersion":"20.10.24",\
          "Runtimes":{"runc":{"path":"runc"}},"SecurityOptions":["name=seccomp,profile=default"]}""";
      case "/containers/json" -> list;
      default -> null;
    };
  }

  private static String id(int number) {
    return String.format(Locale.ROOT, "%064x", number);
  }

  private static String listed(int number) {
    return """
        {"Id":"%s","Names":["/web%d"],"Image":"busybox","ImageID":"sha256:%s",\
        "Command":"sleep 100000","Created":1767225600,"Ports":[],"Labels":{},"State":"running",\
        "Status":"Up 5 minutes","HostConfig":{"NetworkMode":"default"},"Mounts":[],\
        "NetworkSettings":{"Networks":{"bridge":{"NetworkID":"n","IPAddress":"10.0.0.%d"}}}}"""
        .formatted(id(number), number, id(0), number % 250 + 2);
  }

  private static String inspected(int number) {
    return """
        {"Id":"%s","Created":"2026-01-01T00:00:00.396966316Z","Path":"sleep","Args":["100000"],\
        "State":{"Status":"running","Running":true,"Paused":false,"Restarting":false,\
        "OOMKilled":false,"Dead":false,"Pid":4711,"ExitCode":0,"Error":"",\
        "StartedAt":"2026-01-01T00:00:00.601358209Z","FinishedAt":"0001-01-01T00:00:00Z"},\
        "Image":"sha256:%s","Name":"/web%d","RestartCount":0,"Driver":"overlay2","Platform":"linux",\
        "HostConfig":{"LogConfig":{"Type":"json-file","Config":{}},"NetworkMode":"default",\
        "RestartPolicy":{"Name":"no","MaximumRetryCount":0},"AutoRemove":false},"Mounts":[],\
        "Config":{"Hostname":"h","Env":["PATH=/bin"],"Cmd":["sleep","100000"],"Image":"busybox",\
        "Tty":false,"Labels":{}},"NetworkSettings":{"Ports":{},"Networks":{"bridge":\
        {"NetworkID":"n","IPAddress":"10.0.0.%d"}}}}"""
        .formatted(id(number), id(0), number, number % 250 + 2);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
