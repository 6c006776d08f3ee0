package dev.fairlead.engine;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A daemon that answers as a test tells it to, byte for byte, and breaks off where it is told to.
 */
final class ScriptedEngine implements AfterEachCallback {

  static final Duration SOON = Duration.ofSeconds(20);

  /** What one request gets. */
  interface Answer {
    /**
     * Writes it.
     *
     * @return whether the connection stays open
     */
    boolean write(Request request, SocketChannel channel) throws IOException;
  }

  record Request(String method, String target, String body) {
    String path() {
      return target.replaceFirst("\\?.*", "").replaceFirst("^/v[0-9.]+", "");
    }
  }

  private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
  private ServerSocketChannel server;
  private Path socket;
  private EngineClient client;

  ScriptedEngine listen(Path directory) throws IOException {
    socket = directory.resolve("engine.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    thread(this::accept);
    return version("1.41", "1.12", "20.10.24");
  }

  ScriptedEngine version(String maximum, String minimum, String product) {
    return ping("Api-Version: " + maximum + "\r\n", minimum, product);
  }

  ScriptedEngine ping(String headers, String minimum, String product) {
    on("GET /_ping", json(200, headers, "OK"));
    return on(
        "GET /version",
        json(200, "", "{\"Version\":\"" + product + "\",\"MinAPIVersion\":\"" + minimum + "\"}"));
  }

  /**
   * Sets the answers to a path without version and query: one after the other, the last for ever.
   */
  ScriptedEngine on(String methodAndPath, Answer... more) {
    answers.put(methodAndPath, new CopyOnWriteArrayList<>(more));
    return this;
  }

  EngineClient open() {
    client =
        EngineClient.open(
                "docker",
                Endpoint.unix(socket),
                BackendOptions.defaults()
                    .with(BackendOptions.OPERATION_TIMEOUT, Duration.ofSeconds(2)))
            .block(SOON);
    return client;
  }

  EngineClient client() {
    return client;
  }

  EngineContainers containers() {
    return new EngineContainers(
        open(), SpecMappingTest.DOCKER, KernelSupport.full(), Clock.systemUTC());
  }

  Endpoint endpoint() {
    return Endpoint.unix(socket);
  }

  List<Request> requests() {
    return requests;
  }

  long asked(String methodAndPath) {
    return requests.stream()
        .filter(request -> (request.method() + " " + request.path()).equals(methodAndPath))
        .count();
  }

  static Answer json(int status, String body) {
    return json(status, "", body);
  }

  static Answer json(int status, String headers, String body) {
    return (request, channel) -> {
      write(
          channel,
          "HTTP/1.1 "
              + status
              + " X\r\n"
              + headers
              + "Content-Length: "
              + body.getBytes(StandardCharsets.UTF_8).length
              + "\r\n\r\n"
              + body);
      return true;
    };
  }

  /** A chunked body that breaks off after some bytes, or ends as it should. */
  static Answer chunked(boolean whole, byte[]... parts) {
    return (request, channel) -> {
      write(channel, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (byte[] part : parts) {
        write(channel, Integer.toHexString(part.length) + "\r\n");
        write(channel, part);
        write(channel, "\r\n");
      }
      if (whole) {
        write(channel, "0\r\n\r\n");
      }
      return whole;
    };
  }

  /** A head that promises a body, and then the end of the connection. */
  static Answer cutBody() {
    return (request, channel) -> {
      write(channel, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      return false;
    };
  }

  /** An upgraded connection that carries these bytes and ends. */
  static Answer upgraded(byte[] bytes) {
    return (request, channel) -> {
      write(channel, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
      write(channel, bytes);
      return false;
    };
  }

  /** An answer that takes the request, and never comes. */
  static Answer silence() {
    return (request, channel) -> {
      ByteBuffer one = ByteBuffer.allocate(1);
      return channel.read(one) > 0;
    };
  }

  static void write(SocketChannel channel, String text) throws IOException {
    write(channel, text.getBytes(StandardCharsets.UTF_8));
  }

  static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        channels.add(channel);
        thread(() -> serve(channel));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      boolean open = true;
      while (open) {
        Request request = read(channel);
        if (request == null) {
          return;
        }
        requests.add(request);
        open = answer(request).write(request, channel);
      }
    } catch (IOException gone) {
      return;
    }
  }

  private Answer answer(Request request) {
    String key = request.method() + " " + request.path();
    List<Answer> script = answers.get(key);
    if (script == null) {
      return json(404, "{\"message\":\"No such container: " + key + "\"}");
    }
    return script.size() > 1 ? script.remove(0) : script.get(0);
  }

  private static Request read(SocketChannel channel) throws IOException {
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      if (channel.read(one.clear()) < 0) {
        return null;
      }
      head.append((char) one.get(0));
    }
    String text = head.toString();
    int length =
        text.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElse(0);
    ByteBuffer body = ByteBuffer.allocate(length);
    while (body.hasRemaining() && channel.read(body) >= 0) {
      Thread.onSpinWait();
    }
    String[] words = text.split(" ", 3);
    return new Request(words[0], words[1], StandardCharsets.UTF_8.decode(body.flip()).toString());
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "scripted-engine");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (client != null) {
      client.close().block(SOON);
    }
    server.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
