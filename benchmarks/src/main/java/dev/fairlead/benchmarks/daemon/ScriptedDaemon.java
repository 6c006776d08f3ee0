package dev.fairlead.benchmarks.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A container engine that does nothing: short answers come from one thread that never blocks, long
 * ones each from a thread of its own. What a log or an archive holds is said by the name that it is
 * asked of:
 *
 * <ul>
 *   <li>{@code /containers/lines-N/logs}: N lines, each in a chunk; {@code blocks-N}: the same in
 *       chunks of 32 KiB
 *   <li>{@code /containers/every-N/logs}: a line in each N milliseconds, for ever
 *   <li>{@code /images/mib-N/get}: N MiB
 *   <li>{@code /images/create?fromImage=messages-N}: N messages
 * </ul>
 */
@SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end in two characters
public final class ScriptedDaemon {

  private static final String UPGRADED =
      "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
          + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n";
  private static final String RAW =
      "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n";
  private static final String FOLLOWED =
      "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";

  private final ServerSocketChannel server;
  private final Selector selector;
  private final Answers answers = new Answers();
  private final Streams streams = new Streams();
  private final Map<Integer, Follows> follows = new HashMap<>();
  private final ExecutorService blocking =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "stream");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Runnable> handedOver = new ArrayList<>();
  private final Queue<SocketChannel> comingBack = new ConcurrentLinkedQueue<>();

  private ScriptedDaemon(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    selector = Selector.open();
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 4096);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * Serves until its standard input ends.
   *
   * @param args the path of the socket
   */
  public static void main(String[] args) throws IOException {
    ScriptedDaemon daemon = new ScriptedDaemon(Path.of(args[0]));
    Thread serving =
        new Thread(
            () -> {
              try {
                daemon.serve();
              } catch (IOException e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
              }
            },
            "daemon");
    serving.setDaemon(true);
    serving.start();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Whoever started it holds the other end.
    }
    Files.deleteIfExists(Path.of(args[0]));
  }

  private void serve() throws IOException {
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          accept();
        } else if (key.isValid()) {
          ((Connection) key.attachment()).readable();
        }
      }
      selector.selectedKeys().clear();
      for (SocketChannel back = comingBack.poll(); back != null; back = comingBack.poll()) {
        take(back);
      }
      if (!handedOver.isEmpty()) {
        // Only after a selection is a channel free to block.
        selector.selectNow(key -> ((Connection) key.attachment()).readable());
        handedOver.forEach(Runnable::run);
        handedOver.clear();
      }
    }
  }

  private void accept() throws IOException {
    for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
      take(next);
    }
  }

  private void take(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    key.attach(new Connection(channel, key));
  }

  private final class Connection {

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(16 << 10);
    private final SelectionKey key;

    Connection(SocketChannel channel, SelectionKey key) {
      this.channel = channel;
      this.key = key;
    }

    void readable() {
      try {
        if (channel.read(in) < 0) {
          channel.close();
          return;
        }
        in.flip();
        Request request = whole();
        while (request != null && channel.isOpen()) {
          answer(request);
          request = key.isValid() ? whole() : null;
        }
        in.compact();
      } catch (IOException gone) {
        close();
      }
    }

    /** A request with its body, unless that is an archive. */
    private @Nullable Request whole() {
      int begin = in.position();
      Request request = Request.take(in);
      if (request == null || request.path().equals("/images/load")) {
        return request;
      }
      if (request.length() < 0) {
        if (in.remaining() >= 5 && endsChunks()) {
          in.position(in.limit());
          return request;
        }
      } else if (in.remaining() >= request.length()) {
        in.position(in.position() + (int) request.length());
        return request;
      }
      in.position(begin);
      return null;
    }

    private boolean endsChunks() {
      for (int i = 0; i < LogBytes.END.length; i++) {
        if (in.get(in.limit() - LogBytes.END.length + i) != LogBytes.END[i]) {
          return false;
        }
      }
      return true;
    }

    private void answer(Request request) throws IOException {
      String[] path = request.path().split("/", -1);
      if (request.path().endsWith("/logs")) {
        log(request, path[2]);
      } else if (request.path().endsWith("/start") && path[1].equals("exec")) {
        send(text(request.upgrade() ? UPGRADED : RAW));
        send(LogBytes.frame("executed".getBytes(StandardCharsets.US_ASCII), 9));
        channel.close();
      } else if (request.path().endsWith("/get")) {
        long mebibytes = number(path.length > 3 ? path[2] : request.query());
        handOver(request, () -> streams.save(channel, mebibytes));
      } else if (request.path().equals("/images/load")) {
        ByteBuffer rest = ByteBuffer.allocate(in.remaining()).put(in).flip();
        handOver(request, () -> streams.load(channel, request, rest));
      } else if (request.path().equals("/images/create")) {
        long messages = number(request.query());
        handOver(request, () -> streams.pull(channel, messages));
      } else if (request.path().equals("/written")) {
        String written = Long.toString(streams.written());
        send(text("HTTP/1.1 200 OK\r\nContent-Length: " + written.length() + "\r\n\r\n" + written));
      } else {
        send(answers.to(request));
        if (request.close()) {
          channel.close();
        }
      }
    }

    private void log(Request request, String name) throws IOException {
      long number = number(name);
      if (name.startsWith("every-")) {
        key.cancel();
        send(text(FOLLOWED));
        follows
            .computeIfAbsent((int) number, Follows::new)
            .add(channel, request.query().contains("timestamps=1"));
      } else {
        handOver(request, () -> streams.log(channel, name.startsWith("blocks-"), number));
      }
    }

    private void handOver(Request request, Writing writing) {
      key.cancel();
      handedOver.add(() -> blocking.execute(() -> run(request, writing)));
    }

    private void run(Request request, Writing writing) {
      try {
        channel.configureBlocking(true);
        writing.write();
        if (request.close()) {
          channel.close();
        } else {
          comingBack.add(channel);
          selector.wakeup();
        }
      } catch (IOException clientHasEnough) {
        close();
      }
    }

    private void send(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          Thread.onSpinWait();
        }
      }
    }

    private void close() {
      try {
        channel.close();
      } catch (IOException ignored) {
        // It is gone either way.
      }
    }
  }

  private interface Writing {
    void write() throws IOException;
  }

  /** The first number behind a dash: {@code lines-8192}, {@code names=mib-64}. */
  private static long number(String name) {
    String digits = name.substring(name.indexOf('-') + 1).replaceAll("[^0-9].*", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
