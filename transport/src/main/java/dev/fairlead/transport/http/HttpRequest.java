package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * A request: an immutable value whose methods return changed copies.
 *
 * <pre>{@code
 * HttpRequest.get("/v1.41/containers/json").query("all", "1")
 * HttpRequest.post("/v1.41/containers/{}/start", id)
 * }</pre>
 *
 * <p>Paths, path parameters and query values are given as plain text; encoding them is done here.
 * {@link #toString()} shows neither query values, nor header values, nor the body.
 */
public final class HttpRequest {

  private final String method;
  private final String path;
  private final List<Map.Entry<String, String>> query;
  private final List<Map.Entry<String, String>> headers;
  private final RequestBody body;
  private final @Nullable Duration timeout;
  private final Lane lane;
  private final boolean repeatable;

  private HttpRequest(
      String method,
      String path,
      List<Map.Entry<String, String>> query,
      List<Map.Entry<String, String>> headers,
      RequestBody body,
      @Nullable Duration timeout,
      Lane lane,
      boolean repeatable) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.timeout = timeout;
    this.lane = lane;
    this.repeatable = repeatable;
  }

  /**
   * A request with any method.
   *
   * @param method the method, such as {@code PATCH}
   * @param path the path as plain text, beginning with a slash; each <code>{}</code> in it stands
   *     for a parameter
   * @param parameters the parameters, encoded so that each stays one segment of the path
   * @return a request of lane {@link Lane#CONTROL} without a body
   */
  public static HttpRequest of(String method, String path, String... parameters) {
    HeaderSyntax.requireToken(method, "method");
    return new HttpRequest(
        method,
        expand(path, parameters),
        List.of(),
        List.of(),
        RequestBody.None.NONE,
        null,
        Lane.CONTROL,
        method.equals("GET") || method.equals("HEAD"));
  }

  /**
   * A GET request, see {@link #of}.
   *
   * @param path the path
   * @param parameters its parameters
   * @return the request
   */
  public static HttpRequest get(String path, String... parameters) {
    return of("GET", path, parameters);
  }

  /**
   * A HEAD request, see {@link #of}.
   *
   * @param path the path
   * @param parameters its parameters
   * @return the request
   */
  public static HttpRequest head(String path, String... parameters) {
    return of("HEAD", path, parameters);
  }

  /**
   * A POST request, see {@link #of}.
   *
   * @param path the path
   * @param parameters its parameters
   * @return the request
   */
  public static HttpRequest post(String path, String... parameters) {
    return of("POST", path, parameters);
  }

  /**
   * A PUT request, see {@link #of}.
   *
   * @param path the path
   * @param parameters its parameters
   * @return the request
   */
  public static HttpRequest put(String path, String... parameters) {
    return of("PUT", path, parameters);
  }

  /**
   * A DELETE request, see {@link #of}.
   *
   * @param path the path
   * @param parameters its parameters
   * @return the request
   */
  public static HttpRequest delete(String path, String... parameters) {
    return of("DELETE", path, parameters);
  }

  /**
   * Puts something before the path, for servers that stand behind a gateway.
   *
   * @param prefix plain text that begins with a slash and does not end with one; empty for nothing
   * @return a changed copy
   */
  public HttpRequest under(String prefix) {
    return prefix.isEmpty()
        ? this
        : new HttpRequest(
            method, expand(prefix) + path, query, headers, body, timeout, lane, repeatable);
  }

  /**
   * Adds a query parameter. The same name may be added again.
   *
   * @param name the name as plain text
   * @param value the value as plain text
   * @return a changed copy
   */
  public HttpRequest query(String name, String value) {
    return new HttpRequest(
        method, path, append(query, name, value), headers, body, timeout, lane, repeatable);
  }

  /**
   * Adds a header.
   *
   * @param name the name; {@code Host}, {@code Connection}, {@code Upgrade}, {@code Content-Type},
   *     {@code Content-Length} and {@code Transfer-Encoding} are set by the transport and refused
   *     here
   * @param value the value, without line breaks
   * @return a changed copy
   */
  public HttpRequest header(String name, String value) {
    HeaderSyntax.requireToken(name, "header name");
    HeaderSyntax.requireValue(name, value);
    HeaderSyntax.requireFree(name);
    return new HttpRequest(
        method, path, query, append(headers, name, value), body, timeout, lane, repeatable);
  }

  /**
   * Sets the body to a value written as JSON by {@link Json}, as {@code application/json}.
   *
   * @param value the value
   * @return a changed copy
   * @throws IllegalArgumentException if the value cannot be written as JSON
   */
  public HttpRequest json(Object value) {
    return bytes(ByteBuffer.wrap(Json.standard().write(value)), "application/json");
  }

  /**
   * Sets the body to bytes.
   *
   * @param content the bytes from position to limit, not to be changed afterwards
   * @param contentType their {@code Content-Type}
   * @return a changed copy
   */
  public HttpRequest bytes(ByteBuffer content, String contentType) {
    Objects.requireNonNull(content, "content");
    HeaderSyntax.requireValue("Content-Type", contentType);
    return withBody(new RequestBody.Bytes(content.asReadOnlyBuffer().slice(), contentType));
  }

  /**
   * Sets the body to bytes that are made while they are sent, in chunks.
   *
   * <p>Each subscription to the request subscribes to the source. If the server answers with an
   * error, or closes, before it has taken everything, the source is cancelled and the answer
   * counts.
   *
   * @param content the bytes; buffers must not be changed after they were handed over
   * @param contentType their {@code Content-Type}
   * @return a changed copy
   */
  public HttpRequest stream(Publisher<ByteBuffer> content, String contentType) {
    Objects.requireNonNull(content, "content");
    HeaderSyntax.requireValue("Content-Type", contentType);
    return withBody(new RequestBody.Streamed(content, contentType));
  }

  /**
   * Sets the body to bytes of a file, from its beginning and with their length told beforehand.
   * Where the operating system can send them by itself they never come into this process.
   *
   * <p>If the server answers with an error, or closes, before it has taken everything, no more is
   * sent and the answer counts. A file that cannot be read, or turns out to be shorter, fails the
   * request with {@link java.io.UncheckedIOException}.
   *
   * @param content a file that is open for reading and stays so until the answer has ended; where
   *     it stands is neither looked at nor changed
   * @param bytes how many bytes of it, 0 or more
   * @param contentType their {@code Content-Type}
   * @return a changed copy
   */
  public HttpRequest file(FileChannel content, long bytes, String contentType) {
    Objects.requireNonNull(content, "content");
    if (bytes < 0) {
      throw new IllegalArgumentException("a file has no " + bytes + " bytes");
    }
    HeaderSyntax.requireValue("Content-Type", contentType);
    return withBody(new RequestBody.File(content, bytes, contentType));
  }

  /**
   * Sets how long the server may be silent between the last byte of the request and the head of the
   * response. It says nothing about the body, nor about the time all of it takes.
   *
   * @param value the time, above zero
   * @return a changed copy
   */
  public HttpRequest timeout(Duration value) {
    Objects.requireNonNull(value, "value");
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException("the timeout must be above zero, not " + value);
    }
    return new HttpRequest(method, path, query, headers, body, value, lane, repeatable);
  }

  /**
   * Says that the server does no more if the request reaches it twice. It is sent again over
   * another connection if a kept one turns out to be gone, as every GET and HEAD is without being
   * told.
   *
   * @return the changed copy
   */
  public HttpRequest repeatable() {
    return new HttpRequest(method, path, query, headers, body, timeout, lane, true);
  }

  /**
   * Sets which connections the request may use; {@link Lane#CONTROL} if this is never called.
   *
   * @param value the lane
   * @return a changed copy
   */
  public HttpRequest lane(Lane value) {
    Objects.requireNonNull(value, "value");
    return new HttpRequest(method, path, query, headers, body, timeout, value, repeatable);
  }

  /**
   * The method.
   *
   * @return the method in upper case
   */
  public String method() {
    return method;
  }

  /**
   * The path without query.
   *
   * @return the path, encoded
   */
  public String path() {
    return path;
  }

  /**
   * The lane.
   *
   * @return which connections the request may use
   */
  public Lane lane() {
    return lane;
  }

  /** The path and query as they are sent. */
  String target() {
    if (query.isEmpty()) {
      return path;
    }
    return query.stream()
        .map(
            entry ->
                PercentEncoding.component(entry.getKey())
                    + "="
                    + PercentEncoding.component(entry.getValue()))
        .collect(Collectors.joining("&", path + "?", ""));
  }

  /**
   * The request line for messages: the names of the query, never its values.
   *
   * @return method and path
   */
  public String line() {
    if (query.isEmpty()) {
      return method + " " + path;
    }
    return query.stream()
        .map(entry -> PercentEncoding.component(entry.getKey()))
        .distinct()
        .collect(Collectors.joining("&", method + " " + path + "?", ""));
  }

  List<Map.Entry<String, String>> headers() {
    return headers;
  }

  RequestBody body() {
    return body;
  }

  boolean isRepeatable() {
    return repeatable;
  }

  Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  @Override
  public String toString() {
    String names = headers.stream().map(Map.Entry::getKey).collect(Collectors.joining(", "));
    return line()
        + (names.isEmpty() ? "" : " [" + names + "]")
        + (body == RequestBody.None.NONE ? "" : " (" + body + ")");
  }

  private HttpRequest withBody(RequestBody value) {
    return new HttpRequest(method, path, query, headers, value, timeout, lane, repeatable);
  }

  private static List<Map.Entry<String, String>> append(
      List<Map.Entry<String, String>> entries, String name, String value) {
    List<Map.Entry<String, String>> copy = new ArrayList<>(entries);
    copy.add(Map.entry(name, value));
    return List.copyOf(copy);
  }

  private static String expand(String template, String... parameters) {
    if (!template.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash: " + template);
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (String parameter : parameters) {
      int at = template.indexOf("{}", from);
      if (at < 0) {
        throw new IllegalArgumentException("more parameters than {} in the path: " + template);
      }
      out.append(PercentEncoding.path(template.substring(from, at)))
          .append(PercentEncoding.component(parameter));
      from = at + 2;
    }
    if (template.indexOf("{}", from) >= 0) {
      throw new IllegalArgumentException("fewer parameters than {} in the path: " + template);
    }
    return out.append(PercentEncoding.path(template.substring(from))).toString();
  }
}
