package dev.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RequestLog.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.createFile(directory.resolve("requests.log"));
  }

  @Test
  void knowsOnlyWhatWasAskedSinceItWasBegun() {
    write(line("1", "ResponseComplete", "get", "/api/v1/pods/before"));
    RequestLog log = RequestLog.fromNow(file);
    write(line("2", "ResponseComplete", "list", "/api/v1/pods?limit=500\\u0026continue=x"));

    assertThat(log.all())
        .containsExactly(
            new Request("list", "/api/v1/pods?limit=500&continue=x", "tester", "fairlead/0.1"));
  }

  @Test
  void whatWasAskedBeforeAndEndsNowIsNotOfIt() {
    String asked = line("1", "ResponseComplete", "watch", "/api/v1/pods?watch=true");
    RequestLog log = RequestLog.fromNow(file);
    write(asked);

    assertThat(log.all()).isEmpty();
  }

  @Test
  void aWatchCountsOnceBothWhileItGoesOnAndWhenItHasEnded() {
    RequestLog log = RequestLog.fromNow(file);
    write(line("1", "RequestReceived", "watch", "/api/v1/pods?watch=true"));
    assertThat(log.all()).hasSize(1);
    write(line("1", "ResponseComplete", "watch", "/api/v1/pods?watch=true"));

    assertThat(log.all()).extracting(Request::verb).containsExactly("watch");
  }

  @Test
  void aLineThatIsStillBeingWrittenIsLeftForLater() {
    RequestLog log = RequestLog.fromNow(file);
    String line = line("1", "ResponseComplete", "get", "/version");
    write(line.substring(0, line.length() / 2));
    assertThat(log.all()).isEmpty();
    write(line.substring(line.length() / 2));

    assertThat(log.all()).extracting(Request::uri).containsExactly("/version");
  }

  /** As an API server 1.20.2 writes it, without the fields that nobody reads. */
  private static String line(String id, String stage, String verb, String uri) {
    return """
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"%s","stage":"%s",\
        "requestURI":"%s","verb":"%s","user":{"username":"tester","uid":"u1","groups":["system:masters"]},\
        "sourceIPs":["127.0.0.1"],"userAgent":"fairlead/0.1","responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"%s"}
        """
        .formatted(id, stage, uri, verb, Instant.now());
  }

  private void write(String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
