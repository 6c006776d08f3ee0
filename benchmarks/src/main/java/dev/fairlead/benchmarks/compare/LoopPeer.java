package dev.fairlead.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The floor: the JDK's channels and loops, no deadlines, no errors worth the name. Answers become
 * trees of nodes, not values.
 */
final class LoopPeer implements Peer {

  private static final int BUFFER = 64 << 10;
  private static final String CLOSE = "Connection: close\r\n";

  private final Path socket;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Queue<LoopConnection> idle = new ConcurrentLinkedQueue<>();

  LoopPeer(Path socket) {
    this.socket = socket;
  }

  private interface Taking {
    void take(byte[] payload);
  }

  @Override
  public void log(String container, Tally tally) throws IOException {
    read(container, bytes -> tally.piece(bytes, bytes.length, bytes[0], bytes[bytes.length - 1]));
  }

  @Override
  public void slowLog(String container, Pace pace) throws IOException {
    read(container, bytes -> LockSupport.parkNanos(pace.take(bytes.length)));
  }

  private void read(String container, Taking taking) throws IOException {
    try (LoopConnection connection = new LoopConnection(socket)) {
      connection.request("GET", "/containers/" + container + "/logs?stdout=1&stderr=1", CLOSE, "");
      frames(connection, taking);
    }
  }

  private static void frames(LoopConnection connection, Taking taking) throws IOException {
    byte[] buffer = new byte[BUFFER];
    int end = 0;
    for (int n = connection.read(buffer, 0, BUFFER);
        n >= 0;
        n = connection.read(buffer, end, BUFFER - end)) {
      end += n;
      int at = 0;
      while (end - at >= 8) {
        int length = ByteBuffer.wrap(buffer).getInt(at + 4);
        if (end - at - 8 < length) {
          break;
        }
        byte[] owned = new byte[length];
        System.arraycopy(buffer, at + 8, owned, 0, length);
        taking.take(owned);
        at += 8 + length;
      }
      System.arraycopy(buffer, at, buffer, 0, end - at);
      end -= at;
    }
    Check.that(end == 0);
  }

  @Override
  public Closeable follow(String container, int logs, Latencies lines) throws IOException {
    LoopFollows follows = new LoopFollows(lines);
    for (int i = 0; i < logs; i++) {
      follows.add(
          socket, LoopConnection.head("GET", "/containers/" + container + "/logs", CLOSE, ""));
    }
    follows.start();
    return follows;
  }

  @Override
  public void call(Call call, int count, int atOnce, Latencies each)
      throws IOException, InterruptedException {
    Threads.run(count, atOnce, each, () -> once(call));
  }

  private void once(Call call) throws IOException {
    LoopConnection kept = idle.poll();
    LoopConnection connection = kept == null ? new LoopConnection(socket) : kept;
    switch (call) {
      case PING -> Check.that(ask(connection, "GET", "/_ping", "").length == 2);
      case INSPECT ->
          Check.that(
              tree(ask(connection, "GET", "/containers/web/json", ""))
                      .path("Config")
                      .path("Labels")
                      .size()
                  == 2);
      case LIST ->
          Check.that(
              tree(ask(connection, "GET", "/containers/json?all=1", "")).size() == Check.LISTED);
      case EXEC -> exec(connection);
      case LIFECYCLE -> lifecycle(connection);
    }
    idle.add(connection);
  }

  private JsonNode tree(byte[] json) throws IOException {
    return mapper.readTree(json);
  }

  private static byte[] ask(LoopConnection connection, String method, String target, String body)
      throws IOException {
    int status = connection.request(method, target, "", body);
    Check.that(status / 100 == 2);
    return status == 204 ? new byte[0] : connection.body();
  }

  private void exec(LoopConnection connection) throws IOException {
    String spec =
        "{\"Cmd\":[\"sh\",\"-c\",\"echo executed; exit 7\"],\"AttachStdout\":true,\"AttachStderr\":true}";
    String id = tree(ask(connection, "POST", "/containers/web/exec", spec)).path("Id").asText();
    long[] output = {0};
    try (LoopConnection hijacked = new LoopConnection(socket)) {
      hijacked.request(
          "POST",
          "/exec/" + id + "/start",
          "Connection: Upgrade\r\nUpgrade: tcp\r\n",
          "{\"Detach\":false,\"Tty\":false}");
      frames(hijacked, bytes -> output[0] += bytes.length);
    }
    int code = tree(ask(connection, "GET", "/exec/" + id + "/json", "")).path("ExitCode").asInt(-1);
    Check.that(output[0] == Check.OUTPUT_BYTES && code == Check.EXIT_CODE);
  }

  private void lifecycle(LoopConnection connection) throws IOException {
    String spec = "{\"Image\":\"busybox\",\"Cmd\":[\"sh\",\"-c\",\"exit 7\"]}";
    String id = tree(ask(connection, "POST", "/containers/create", spec)).path("Id").asText();
    ask(connection, "POST", "/containers/" + id + "/start", "");
    int code =
        tree(ask(connection, "POST", "/containers/" + id + "/wait", ""))
            .path("StatusCode")
            .asInt(-1);
    ask(connection, "DELETE", "/containers/" + id, "");
    Check.that(code == Check.EXIT_CODE);
  }

  @Override
  public void save(String image, Path file) throws IOException {
    try (LoopConnection connection = new LoopConnection(socket);
        FileChannel out =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      connection.request("GET", "/images/" + image + "/get", CLOSE, "");
      byte[] buffer = new byte[BUFFER];
      for (int n = connection.read(buffer, 0, BUFFER);
          n >= 0;
          n = connection.read(buffer, 0, BUFFER)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    }
  }

  @Override
  public void load(Path file) throws IOException {
    try (LoopConnection connection = new LoopConnection(socket);
        FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      String head =
          "POST /images/load HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-tar\r\n"
              + "Content-Length: "
              + in.size()
              + "\r\n\r\n";
      connection.write(ByteBuffer.wrap(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      for (long at = 0; at < in.size(); ) {
        at += in.transferTo(at, in.size() - at, connection.channel());
      }
      Check.that(connection.answer() == 200);
      connection.body();
    }
  }

  @Override
  public long pull(String image) throws IOException {
    try (LoopConnection connection = new LoopConnection(socket)) {
      String target = "/images/create?fromImage=" + image + "&tag=latest";
      connection.request("POST", target, CLOSE, "");
      long messages = 0;
      try (MappingIterator<JsonNode> all =
          mapper.readerFor(JsonNode.class).readValues(connection.stream())) {
        for (; all.hasNextValue(); messages++) {
          all.nextValue();
        }
      }
      return messages;
    }
  }

  @Override
  public void close() throws IOException {
    for (LoopConnection connection : idle) {
      connection.close();
    }
  }
}
