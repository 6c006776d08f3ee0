package dev.fairlead.engine.simulated;

import dev.fairlead.transport.http.VirtualExchange;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;

/** One run of a program: what it wrote and when, who listens, and how it ended. */
final class SimulatedProcess {

  static final int TERMINATED = 143;
  static final int KILLED = 137;

  /** Something that was written. */
  record Written(Instant time, int stream, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final Program program;
  private final Scheduler time;
  private final Runnable ended;
  private final List<Written> written;
  private final List<VirtualExchange> attached = new ArrayList<>();
  private final List<java.util.function.Consumer<Written>> followers = new ArrayList<>();
  private int code = -1;

  /**
   * Starts to run.
   *
   * @param written where to what it writes is added
   * @param ended runs at its end
   */
  SimulatedProcess(Program program, Scheduler time, List<Written> written, Runnable ended) {
    this.program = program;
    this.time = time;
    this.written = written;
    this.ended = ended;
  }

  void run() {
    List<Program.Line> output = program.output();
    for (int i = 0; i < output.size(); i++) {
      Program.Line line = output.get(i);
      after((long) (i + 1) * program.pauseMillis(), () -> write(line));
    }
    after(program.millis() + 1, () -> end(program.code()));
  }

  private void after(long millis, Runnable what) {
    var unused =
        time.schedule(
            () -> {
              if (running()) {
                what.run();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  private void write(Program.Line line) {
    Written now =
        new Written(
            SimulatedEngine.BASE.plusMillis(time.now(TimeUnit.MILLISECONDS)).plus(line.clock()),
            line.stream(),
            line.text());
    written.add(now);
    attached.forEach(exchange -> exchange.write(frame(now.stream(), now.bytes())));
    List.copyOf(followers).forEach(follower -> follower.accept(now));
  }

  boolean running() {
    return code < 0;
  }

  int code() {
    return code;
  }

  void attach(VirtualExchange exchange) {
    if (running()) {
      attached.add(exchange);
    } else {
      exchange.end();
    }
  }

  void follow(java.util.function.Consumer<Written> follower) {
    followers.add(follower);
  }

  /** Asks it to end; true if it will. */
  boolean terminate() {
    if (program.obeys()) {
      after(5, () -> end(TERMINATED));
    }
    return program.obeys();
  }

  void kill() {
    if (running()) {
      end(KILLED);
    }
  }

  private void end(int with) {
    code = with;
    ended.run();
    attached.forEach(VirtualExchange::end);
    attached.clear();
    followers.clear();
  }

  static byte[] frame(int stream, byte[] bytes) {
    return ByteBuffer.allocate(8 + bytes.length)
        .put((byte) stream)
        .put(new byte[3])
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  /** The bytes, each as a character. */
  static String text(List<Written> written) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    written.forEach(one -> all.writeBytes(one.bytes()));
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
