package dev.fairlead.testbed;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A daemon on a Unix socket that answers HTTP requests as a script tells it to, byte for byte, and
 * breaks off where it is told to. May be used by several threads.
 */
public final class ScriptedDaemon implements AutoCloseable {

  /** What one request gets. */
  @FunctionalInterface
  public interface Answer {
    /**
     * Writes it.
     *
     * @param request what was asked
     * @param channel where to, blocking
     * @return whether the connection stays open for another request
     * @throws IOException if the client went first
     */
    boolean write(Request request, SocketChannel channel) throws IOException;
  }

  /**
   * A request.
   *
   * @param method its method
   * @param target its path with version and query
   * @param head its lines up to the empty one
   * @param body its body, which must have a length
   */
  public record Request(String method, String target, String head, String body) {
    /**
     * The path without version and query.
     *
     * @return the path
     */
    public String path() {
      return target.replaceFirst("\\?.*", "").replaceFirst("^/v[0-9.]+", "");
    }
  }

  private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
  private final Crew crew = new Crew("scripted-daemon");
  private final ServerSocketChannel server;

  private ScriptedDaemon(Path socket) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    crew.start(this::accept);
  }

  /**
   * Listens until it is closed.
   *
   * @param socket where
   * @return the daemon, which answers 404 to everything
   * @throws IOException if the path cannot be a socket
   */
  public static ScriptedDaemon at(Path socket) throws IOException {
    return new ScriptedDaemon(socket);
  }

  /**
   * Sets the answers to requests: one after the other, the last for ever.
   *
   * @param methodAndPath such as {@code GET /containers/json}, without version and query
   * @param more the answers
   * @return this daemon
   */
  public ScriptedDaemon on(String methodAndPath, Answer... more) {
    answers.put(methodAndPath, new CopyOnWriteArrayList<>(more));
    return this;
  }

  /**
   * All that was asked.
   *
   * @return the requests in the order in which they came, growing
   */
  public List<Request> requests() {
    return requests;
  }

  /**
   * Counts requests.
   *
   * @param methodAndPath such as {@code GET /containers/json}
   * @return how often that was asked
   */
  public long asked(String methodAndPath) {
    return requests.stream().filter(request -> key(request).equals(methodAndPath)).count();
  }

  /**
   * Counts the connections that are open.
   *
   * @return how many
   */
  public int connections() {
    return channels.size();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        channels.add(channel);
        crew.start(() -> serve(channel));
        if (!server.isOpen()) {
          // Closing may have overlooked it.
          channel.close();
        }
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
    } finally {
      channels.remove(channel);
    }
  }

  private static String key(Request request) {
    return request.method() + " " + request.path();
  }

  private Answer answer(Request request) {
    List<Answer> script = answers.get(key(request));
    if (script == null) {
      return Answers.json(404, "{\"message\":\"No such container: " + key(request) + "\"}");
    }
    synchronized (script) {
      return script.size() > 1 ? script.remove(0) : script.get(0);
    }
  }

  private static @Nullable Request read(SocketChannel channel) throws IOException {
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0) {
      if (channel.read(one.clear()) < 0) {
        return null;
      }
      head.append((char) one.get(0));
    }
    String text = head.toString();
    ByteBuffer body = ByteBuffer.allocate(length(text));
    while (body.hasRemaining()) {
      if (channel.read(body) < 0) {
        return null;
      }
    }
    String[] words = text.split(" ", 3);
    return new Request(
        words[0], words[1], text, StandardCharsets.UTF_8.decode(body.flip()).toString());
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  /** Closes all connections and waits for its threads. */
  @Override
  public void close() throws IOException {
    server.close();
    for (SocketChannel channel : channels) {
      channel.close();
    }
    crew.dismiss();
  }
}
