package dev.fairlead.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.access.Credentials;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.transport.http.HttpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An API server that keeps objects and tells watches of them, and does nothing with them: what a
 * controller or a kubelet would do, a test does.
 */
public final class PlayedApi implements AutoCloseable {

  public static final Duration LIMIT = Duration.ofSeconds(20);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String END = "";

  private final Map<String, ObjectNode> objects = new TreeMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final List<Change> past = new ArrayList<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;
  private final ApiServer server;
  private volatile Predicate<String> refused = call -> false;
  private volatile Predicate<String> lost = call -> false;
  private int version;

  private record Watch(
      String collection, Map<String, String> query, LinkedBlockingQueue<String> frames) {}

  private record Change(int version, String path, String type, ObjectNode object) {}

  public PlayedApi() throws IOException {
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::serve);
    http.start();
    int port = http.getAddress().getPort();
    this.server =
        ApiServer.open(
            new ClusterAccess(
                URI.create("http://127.0.0.1:" + port),
                new HttpAddress.Tcp("127.0.0.1", port),
                Credentials.none(),
                "ns",
                Optional.of("test"),
                "the test"),
            BackendOptions.defaults());
  }

  public ApiServer server() {
    return server;
  }

  /** Methods with paths, in order. */
  public List<String> asked() {
    return asked;
  }

  /** Answers 500 to each call, as {@code METHOD path}, for which this holds. */
  public void refuse(Predicate<String> calls) {
    refused = calls;
  }

  /** What is answered to each GET of a path, such as that of a log. */
  public void text(String path, String text) {
    texts.put(path, text);
  }

  /** Does what a call asks for, and answers 500 all the same. */
  public void lose(Predicate<String> calls) {
    lost = calls;
  }

  /** Paths of all objects. */
  public synchronized List<String> paths() {
    return List.copyOf(objects.keySet());
  }

  public synchronized ObjectNode get(String path) {
    return objects.get(path).deepCopy();
  }

  /** Makes an object, or another state of it. */
  public synchronized void put(String path, JsonNode wanted) {
    ObjectNode object = wanted.deepCopy();
    boolean fresh = !objects.containsKey(path);
    ObjectNode meta = object.withObjectProperty("metadata");
    if (fresh) {
      meta.put("uid", "uid-" + ++version);
      meta.put("creationTimestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    } else {
      meta.setAll((ObjectNode) objects.get(path).get("metadata"));
    }
    meta.put("resourceVersion", Integer.toString(++version));
    objects.put(path, object);
    tell(path, fresh ? "ADDED" : "MODIFIED", object);
  }

  public synchronized void delete(String path) {
    ObjectNode gone = objects.remove(path);
    gone.withObjectProperty("metadata").put("resourceVersion", Integer.toString(++version));
    tell(path, "DELETED", gone);
  }

  /** Text as JSON, with single quotes for double ones. */
  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private void tell(String path, String type, ObjectNode object) {
    Change change = new Change(version, path, type, object.deepCopy());
    past.add(change);
    watches.forEach(watch -> tell(watch, change));
  }

  private static void tell(Watch watch, Change change) {
    if (change.path().startsWith(watch.collection() + "/")
        && isMeant(change.object(), watch.query())) {
      watch.frames().add(frame(change.type(), change.object()));
    }
  }

  private static String frame(String type, ObjectNode object) {
    return JSON.createObjectNode().put("type", type).set("object", object) + "\n";
  }

  private static boolean isMeant(JsonNode object, Map<String, String> query) {
    JsonNode meta = object.path("metadata");
    String field = query.getOrDefault("fieldSelector", "");
    String labels = query.getOrDefault("labelSelector", "");
    return (field.isEmpty() || field.equals("metadata.name=" + meta.path("name").asText()))
        && Arrays.stream(labels.split(","))
            .filter(each -> !each.isEmpty())
            .allMatch(each -> hasLabel(meta.path("labels"), each));
  }

  private static boolean hasLabel(JsonNode labels, String wanted) {
    String[] parts = wanted.split("=", 2);
    return labels.has(parts[0])
        && (parts.length == 1 || labels.get(parts[0]).asText().equals(parts[1]));
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String call = exchange.getRequestMethod() + " " + path;
      byte[] body = exchange.getRequestBody().readAllBytes();
      asked.add(call);
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      if (refused.test(call)) {
        new Answer(500, status(500, "out of order")).send(exchange);
      } else if (texts.containsKey(path)) {
        byte[] text = texts.get(path).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
      } else if (query.containsKey("watch")) {
        watch(exchange, path, query);
      } else {
        Answer answer = answer(exchange.getRequestMethod(), path, query, body);
        (lost.test(call) ? new Answer(500, status(500, "no answer")) : answer).send(exchange);
      }
    }
  }

  private record Answer(int code, JsonNode body) {
    void send(HttpExchange exchange) throws IOException {
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(code, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized Answer answer(
      String method, String path, Map<String, String> query, byte[] body) throws IOException {
    ObjectNode sent = body.length == 0 ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(body);
    return switch (method) {
      case "POST" -> post(path, sent);
      case "PATCH" -> patch(path, sent);
      case "DELETE" -> remove(path);
      default -> read(path, query);
    };
  }

  private static Map<String, String> query(String raw) {
    return raw == null
        ? Map.of()
        : Arrays.stream(raw.split("&"))
            .map(part -> part.split("=", 2))
            .collect(
                Collectors.toMap(
                    part -> part[0],
                    part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8),
                    (one, other) -> other,
                    LinkedHashMap::new));
  }

  private Answer post(String collection, ObjectNode sent) {
    String path = collection + "/" + sent.path("metadata").path("name").asText();
    if (objects.containsKey(path)) {
      return new Answer(409, status(409, "already exists"));
    }
    put(path, sent);
    return new Answer(201, objects.get(path));
  }

  private Answer patch(String path, ObjectNode sent) {
    ObjectNode object = objects.get(path);
    object.withObjectProperty("metadata").setAll((ObjectNode) sent.path("metadata"));
    put(path, object);
    return new Answer(200, objects.get(path));
  }

  private Answer remove(String path) {
    if (!objects.containsKey(path)) {
      return new Answer(404, status(404, "not found"));
    }
    delete(path);
    return new Answer(200, status(200, ""));
  }

  private Answer read(String path, Map<String, String> query) {
    if (objects.containsKey(path)) {
      return new Answer(200, objects.get(path));
    }
    if (!path.matches(".*/namespaces/ns/[a-z]+")) {
      return new Answer(404, status(404, "not found"));
    }
    ObjectNode list = JSON.createObjectNode();
    list.withObjectProperty("metadata").put("resourceVersion", Integer.toString(version));
    ArrayNode items = list.putArray("items");
    objects.forEach(
        (each, object) -> {
          if (each.startsWith(path + "/") && isMeant(object, query)) {
            items.add(object);
          }
        });
    return new Answer(200, list);
  }

  /** What came between the list and this is told first. */
  private void watch(HttpExchange exchange, String collection, Map<String, String> query)
      throws IOException {
    Watch watch = new Watch(collection, query, new LinkedBlockingQueue<>());
    synchronized (this) {
      int since = Integer.parseInt(query.get("resourceVersion"));
      past.stream()
          .filter(change -> change.version() > since)
          .forEach(change -> tell(watch, change));
      watches.add(watch);
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.flush();
      for (String next = watch.frames().take(); !next.equals(END); next = watch.frames().take()) {
        out.write(next.getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watches.remove(watch);
    }
  }

  private static ObjectNode status(int code, String message) {
    return JSON.createObjectNode().put("kind", "Status").put("code", code).put("message", message);
  }

  @Override
  public void close() {
    server.close().block(LIMIT);
    watches.forEach(watch -> watch.frames().add(END));
    http.stop(0);
    threads.shutdownNow();
  }
}
