package dev.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an API server was asked by others than the parts of its own cluster, from some moment on.
 *
 * <p>It reads the audit log of the test-bed, whose policy leaves the cluster's own requests out:
 * one document a line, in the form of {@code audit.k8s.io/v1}, written before the answer is whole.
 * A request that goes on, as a watch does, also has a line when it is asked for.
 */
public final class RequestLog {

  private final Path file;
  private final long start;
  private final Instant begin;

  private RequestLog(Path file, long start, Instant begin) {
    this.file = file;
    this.start = start;
    this.begin = begin;
  }

  static RequestLog fromNow(Path file) {
    try {
      return new RequestLog(file, Files.size(file), Instant.now());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads the requests since this log was begun.
   *
   * @return each request once, a watch as soon as it has begun, in the order of their lines
   */
  public List<Request> all() {
    Map<String, Request> byId = new LinkedHashMap<>();
    String read = read();
    read.substring(0, read.lastIndexOf('\n') + 1) // the last line may not be whole yet
        .lines()
        .filter(this::isNew)
        .forEach(line -> byId.putIfAbsent(field(line, "auditID"), parse(line)));
    return List.copyOf(byId.values());
  }

  /** What was asked before may end, and have its line, after this log was begun. */
  private boolean isNew(String line) {
    return !Instant.parse(field(line, "requestReceivedTimestamp")).isBefore(begin);
  }

  private String read() {
    try (FileChannel channel = FileChannel.open(file)) {
      channel.position(start);
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Request parse(String line) {
    return new Request(
        field(line, "verb"),
        field(line, "requestURI"),
        field(line, "username"),
        field(line, "userAgent"));
  }

  private static String field(String line, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(line);
    return found.find() ? found.group(1).replace("\\u0026", "&") : "";
  }

  /**
   * What somebody asked for.
   *
   * @param verb in the words of Kubernetes: {@code get}, {@code list}, {@code watch}, {@code
   *     create}, …
   * @param uri path and query
   * @param user who asked
   * @param userAgent by what program, empty if it did not say
   */
  public record Request(String verb, String uri, String user, String userAgent) {}
}
