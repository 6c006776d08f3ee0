package dev.fairlead.app.rehearsal;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Answers on a Unix socket as a Docker Engine with one container does, just well enough for the
 * calls that are rehearsed. Each connection has a thread, which ends with the process.
 */
public final class MadeUpEngine implements AutoCloseable {

  private static final String ID = "0".repeat(64);

  private static final String CONTAINER =
      """
      {"Id":"%s","Names":["/one"],"Name":"/one","Image":"busybox","ImageID":"sha256:%s",
       "Path":"sleep","Args":["1"],"Command":"sleep 1","Created":"2026-01-01T00:00:00.5Z",
       "Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"}],
       "Labels":{"a":"b"},"Mounts":[],"RestartCount":0,"Platform":"linux",
       "State":{"Status":"running","Running":true,"ExitCode":0,
                "StartedAt":"2026-01-01T00:00:01.5Z","FinishedAt":"0001-01-01T00:00:00Z"},
       "HostConfig":{"NetworkMode":"bridge","LogConfig":{"Type":"json-file","Config":{}},
                     "RestartPolicy":{"Name":"no","MaximumRetryCount":0}},
       "Config":{"Image":"busybox","Cmd":["sleep","1"],"Env":["A=b"],"Labels":{"a":"b"},"Tty":false},
       "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"}]},
                          "Networks":{"bridge":{"IPAddress":"10.0.0.2","NetworkID":"n"}}}}
      """
          .formatted(ID, ID);

  /** As the daemon lists it: the state is a word, and the time a number. */
  private static final String LISTED =
      """
      [{"Id":"%s","Names":["/one"],"Image":"busybox","ImageID":"sha256:%s","Command":"sleep 1",
        "Created":1767225600,"Labels":{"a":"b"},"State":"running","Status":"Up 1 second",
        "Ports":[{"IP":"0.0.0.0","PrivatePort":80,"PublicPort":8080,"Type":"tcp"}],"Mounts":[],
        "HostConfig":{"NetworkMode":"bridge"},"NetworkSettings":{"Networks":{}}}]
      """
          .formatted(ID, ID);

  private static final Map<String, String> ANSWERS =
      Map.of(
          "/_ping",
          "OK",
          "/version",
          """
              {"Version":"1","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux",
               "Components":[{"Name":"Engine","Version":"1"}]}
              """,
          "/info",
          """
              {"ID":"x","ServerVersion":"1","OperatingSystem":"Linux","OSType":"linux","NCPU":1,
               "MemTotal":1,"MemoryLimit":true,"SwapLimit":true,"PidsLimit":true,"CPUSet":true,
               "SecurityOptions":["name=seccomp,profile=default"],"CgroupVersion":"2",
               "Runtimes":{"runc":{"path":"runc"}},"DriverStatus":[["a","b"]]}
              """,
          "/containers/json",
          LISTED,
          "/containers/one/json",
          CONTAINER,
          "/containers/" + ID + "/json",
          CONTAINER,
          "/images/json",
          """
              [{"Id":"sha256:%s","RepoTags":["busybox:latest"],"RepoDigests":[],"Size":1,
                "Created":1767225600,"Labels":null}]
              """
              .formatted(ID),
          "/volumes",
          "{\"Volumes\":[],\"Warnings\":null}",
          "/networks",
          "[]");

  private final ServerSocketChannel server;
  private final Path socket;

  private MadeUpEngine(ServerSocketChannel server, Path socket) {
    this.server = server;
    this.socket = socket;
  }

  /**
   * Listens.
   *
   * @param socket where, a file that does not exist
   * @return the engine, to be closed by the caller
   * @throws IOException if that is not possible there
   */
  public static MadeUpEngine at(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    MadeUpEngine engine = new MadeUpEngine(server, socket);
    background(engine::accept);
    return engine;
  }

  /**
   * Where it answers.
   *
   * @return a value for {@code DOCKER_HOST}
   */
  public String host() {
    return "unix://" + socket;
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work, "fairlead-made-up-engine");
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

  private static void serve(SocketChannel client) {
    try (client) {
      StringBuilder asked = new StringBuilder();
      ByteBuffer bytes = ByteBuffer.allocate(1 << 13);
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

  private static byte[] answer(String head) {
    String path = head.split(" ", 3)[1].replaceFirst("\\?.*", "").replaceFirst("^/v[0-9.]+", "");
    String body = path.endsWith("/logs") ? "" : ANSWERS.get(path);
    String text = body == null ? "{\"message\":\"no such thing\"}" : body;
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    // Large answers of a daemon come in chunks.
    String answer =
        "HTTP/1.1 "
            + (body == null ? "404 Not Found" : "200 OK")
            + "\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\n"
            + (path.endsWith("json")
                ? "Transfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(content.length)
                    + "\r\n"
                    + text
                    + "\r\n0\r\n\r\n"
                : "Content-Length: " + content.length + "\r\n\r\n" + text);
    return answer.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
