package dev.fairlead.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault of the proxy, seen from both ends. */
class FaultProxyTest {

  @TempDir Path directory;

  private final List<SocketChannel> open = new ArrayList<>();
  private ServerSocketChannel daemon;
  private FaultProxy proxy;

  @BeforeEach
  void listen() throws IOException {
    daemon = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    daemon.bind(UnixDomainSocketAddress.of(directory.resolve("daemon")));
    proxy = FaultProxy.between(directory.resolve("proxy"), directory.resolve("daemon"));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
    proxy.close();
    daemon.close();
    assertThat(proxy.connections()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("fault-proxy"));
  }

  private SocketChannel client() throws IOException {
    SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("proxy")));
    open.add(channel);
    return channel;
  }

  private SocketChannel accepted() throws IOException {
    SocketChannel channel = daemon.accept();
    open.add(channel);
    return channel;
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    Answers.write(channel, bytes);
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new Random(bytes).nextBytes(random);
    return random;
  }

  private static byte[] toEnd(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (channel.read(buffer.clear()) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
    }
    return all.toByteArray();
  }

  @Test
  void withoutAFaultBytesAndHalfClosesGoBothWays() throws IOException {
    SocketChannel client = client();
    SocketChannel server = accepted();
    write(client, random(60_000));
    client.shutdownOutput();
    assertThat(toEnd(server)).isEqualTo(random(60_000));
    write(server, random(70_000));
    server.close();
    assertThat(toEnd(client)).isEqualTo(random(70_000));
  }

  @Test
  void aCutComesAtTheByteThatWasNamed() throws IOException {
    for (int at : new int[] {0, 1, 999, 20_000}) {
      proxy.toClient(connection -> Course.clear().pass(at).cut());
      SocketChannel client = client();
      SocketChannel server = accepted();
      assertThatThrownBy(
              () -> {
                while (true) {
                  write(server, random(50_000));
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(received(client)).as("cut at " + at).isEqualTo(at);
    }
  }

  /** What comes before the end, in order or not. */
  private static int received(SocketChannel channel) {
    int count = 0;
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      int read = 0;
      while (read >= 0) {
        count += read;
        read = channel.read(buffer.clear());
      }
    } catch (IOException reset) {
      return count;
    }
    return count;
  }

  @Test
  void dribbledBytesComeInPieces() throws IOException {
    proxy.toClient(connection -> Course.clear().dribble(10, 3, Duration.ofMillis(1)));
    SocketChannel client = client();
    SocketChannel server = accepted();
    write(server, random(100));
    server.close();
    ByteBuffer first = ByteBuffer.allocate(100);
    assertThat(client.read(first)).isLessThanOrEqualTo(10);
    byte[] rest = toEnd(client);
    assertThat(first.position() + rest.length).isEqualTo(100);
  }

  @Test
  void aStalledWayStandsStillWhileTheOtherGoesOn() throws Exception {
    proxy.toClient(connection -> Course.clear().pass(5).stall());
    SocketChannel client = client();
    SocketChannel server = accepted();
    write(server, random(10));
    ByteBuffer got = ByteBuffer.allocate(100);
    while (got.position() < 5) {
      client.read(got);
    }
    write(client, random(3));
    client.shutdownOutput();
    assertThat(toEnd(server)).isEqualTo(random(3));
    client.configureBlocking(false);
    assertThat(client.read(got)).isZero();
  }

  @Test
  void aDelayHoldsBackAndLosesNothing() throws IOException {
    long began = System.nanoTime();
    proxy.toClient(connection -> Course.clear().pass(2).delay(Duration.ofMillis(50)));
    SocketChannel client = client();
    SocketChannel server = accepted();
    write(server, random(40));
    server.close();
    assertThat(toEnd(client)).isEqualTo(random(40));
    assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
  }

  @Test
  void aWayThatIsHalfClosedEndsInGoodOrderAndTheOtherGoesOn() throws IOException {
    proxy.toClient(connection -> Course.clear().pass(4).halfClose());
    SocketChannel client = client();
    SocketChannel server = accepted();
    write(server, random(9));
    assertThat(toEnd(client)).hasSize(4);
    write(client, random(6));
    client.shutdownOutput();
    assertThat(toEnd(server)).isEqualTo(random(6));
  }

  @Test
  void answersArriveInTheOrderOfTheirTurns() throws IOException {
    Turns turns = Turns.shuffled(5, 42);
    assertThat(turns.order()).isEqualTo(Turns.shuffled(5, 42).order()).hasSize(5);
    proxy.toClient(connection -> turns.of(connection, 1));
    List<SocketChannel> clients = new ArrayList<>();
    List<SocketChannel> servers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(client());
      servers.add(accepted());
    }
    List<Integer> backwards = new ArrayList<>(turns.order());
    Collections.reverse(backwards);
    for (int connection : backwards) {
      for (SocketChannel waiting : clients) {
        waiting.configureBlocking(false);
        assertThat(waiting.read(ByteBuffer.allocate(1))).isZero();
        waiting.configureBlocking(true);
      }
      write(servers.get(connection), new byte[] {(byte) connection});
    }
    for (int connection : turns.order()) {
      ByteBuffer one = ByteBuffer.allocate(1);
      clients.get(connection).read(one);
      assertThat(one.get(0)).isEqualTo((byte) connection);
    }
  }

  @Test
  void whoIsRefusedMayComeBack() throws IOException {
    proxy.refuse();
    assertThatThrownBy(this::client).isInstanceOf(IOException.class);
    proxy.listen();
    SocketChannel client = client();
    write(accepted(), random(8));
    ByteBuffer got = ByteBuffer.allocate(8);
    while (got.hasRemaining()) {
      client.read(got);
    }
    assertThat(got.array()).isEqualTo(random(8));
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @Test
  void aDaemonThatIsAwayEndsTheConnectionAndNotTheProxy() throws IOException {
    daemon.close();
    assertThat(received(client())).isZero();
    assertThat(received(client())).isZero();
  }

  @Test
  void aGateThatNeverOpensDoesNotKeepTheProxyFromClosing() throws IOException {
    proxy.toClient(connection -> Course.clear().await(new CountDownLatch(1)));
    write(client(), random(1));
    accepted().read(ByteBuffer.allocate(1));
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @Test
  void nothingComesAfterTheEndOfACourse() {
    assertThatThrownBy(() -> Course.clear().cut().pass(1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPortOfLoopbackFailsInTheSameWays() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (FaultProxy port = FaultProxy.onLoopback((InetSocketAddress) server.getLocalAddress())) {
        SocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port());
        port.toClient(connection -> Course.clear().pass(3).cut());
        open.add(SocketChannel.open(here));
        open.add(server.accept());
        write(open.get(1), new byte[5]);
        ByteBuffer all = ByteBuffer.allocate(10);
        while (open.get(0).read(all) >= 0) {
          // Until the cut.
        }
        assertThat(all.position()).isEqualTo(3);
        port.refuse();
        assertThatThrownBy(() -> SocketChannel.open(here)).isInstanceOf(IOException.class);
        port.listen();
        open.add(SocketChannel.open(here));
      }
    }
  }

  /** However soon after: the thread that accepts may still be in its call. */
  @Test
  void nobodyGetsInOnceItRefuses() throws IOException {
    for (int i = 0; i < 500; i++) {
      proxy.refuse();
      assertThatThrownBy(this::client).as("after %d", i).isInstanceOf(IOException.class);
      proxy.listen();
    }
  }
}
