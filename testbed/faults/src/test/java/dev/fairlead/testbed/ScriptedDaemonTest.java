package dev.fairlead.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptedDaemonTest {

  @TempDir Path directory;

  private ScriptedDaemon daemon;

  @BeforeEach
  void listen() throws IOException {
    daemon = ScriptedDaemon.at(directory.resolve("daemon"));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    daemon.close();
    assertThat(daemon.connections()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("scripted-daemon"));
  }

  /** What comes back for some requests on one connection. */
  private String say(String requests) throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("daemon")))) {
      Answers.write(channel, requests);
      channel.shutdownOutput();
      return toEnd(channel);
    }
  }

  private static String toEnd(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (channel.read(buffer.clear()) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Test
  void answersComeOneAfterTheOtherAndTheLastForEver() throws IOException {
    daemon.on("GET /x", Answers.json(200, "1"), Answers.json(409, "2"));
    String get = "GET /v1.41/x?all=1 HTTP/1.1\r\n\r\n";
    assertThat(say(get + get + get)).containsSubsequence("200 X", "1", "409 X", "2", "409 X", "2");
    assertThat(daemon.asked("GET /x")).isEqualTo(3);
    assertThat(daemon.requests().get(0).target()).isEqualTo("/v1.41/x?all=1");
  }

  @Test
  void whatIsNotInTheScriptIsNotThere() throws IOException {
    assertThat(say("GET /y HTTP/1.1\r\n\r\n")).contains("404 X").contains("GET /y");
  }

  @Test
  void bodiesAreReadByTheirLength() throws IOException {
    daemon.on("POST /x", Answers.json(201, "{}"));
    say("POST /x HTTP/1.1\r\nContent-Length: 4\r\n\r\nbodyPOST /x HTTP/1.1\r\n\r\n");
    assertThat(daemon.requests()).extracting(ScriptedDaemon.Request::body).contains("body", "");
  }

  @Test
  void aBrokenBodyEndsTheConnection() throws IOException {
    daemon.on("GET /x", Answers.chunked(false, "abc".getBytes(StandardCharsets.UTF_8)));
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("daemon")))) {
      Answers.write(channel, "GET /x HTTP/1.1\r\n\r\n");
      assertThat(toEnd(channel)).endsWith("\r\n\r\n3\r\nabc\r\n");
    }
  }

  @Test
  void aSilentAnswerDoesNotKeepItFromClosing() throws IOException {
    daemon.on("GET /x", Answers.silentBody());
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("daemon")))) {
      Answers.write(channel, "GET /x HTTP/1.1\r\n\r\n");
      channel.read(ByteBuffer.allocate(10));
      assertThat(daemon.connections()).isEqualTo(1);
      daemon.close();
    }
  }
}
