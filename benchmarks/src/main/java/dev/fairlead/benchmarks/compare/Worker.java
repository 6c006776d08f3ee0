package dev.fairlead.benchmarks.compare;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One client in a process of its own. It does a round of its workload for each line that it reads,
 * and answers with what it measured.
 */
public final class Worker implements Compare.Client {

  private static final int MIB = 1 << 20;

  private final Workload workload;
  private final Path socket;
  private final Peer peer;
  private final Scale scale;
  private final Meter meter = new Meter();
  private final Latencies latencies;
  private double idleHeap;
  private @Nullable Closeable follows;

  Worker(Workload workload, String peer, Path socket, Scale scale) {
    this.workload = workload;
    this.socket = socket;
    this.scale = scale;
    this.latencies = workload.kind() == Workload.Kind.LOG ? Latencies.none() : new Latencies();
    this.peer = Peers.open(peer, socket);
  }

  /**
   * Works until its standard input ends.
   *
   * @param args workload, peer, socket and scale
   * @throws Exception if the work fails
   */
  public static void main(String[] args) throws Exception {
    Worker worker =
        new Worker(Workload.valueOf(args[0]), args[1], Path.of(args[2]), Scale.valueOf(args[3]));
    try {
      worker.work();
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    System.exit(0);
  }

  private void work() throws Exception {
    try (peer;
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(round(line.equals("warm")).line());
      }
    }
  }

  @Override
  public Sample round(boolean warm) throws Exception {
    latencies.clear();
    return switch (workload.kind()) {
      case LOG -> log();
      case FOLLOW -> follow(warm);
      case CALL -> calls(warm);
      case SLOW -> slow(warm);
      case SAVE -> save();
      case LOAD -> load();
      case PULL -> pull();
    };
  }

  @Override
  public void close() throws IOException {
    if (follows != null) {
      follows.close();
    }
    peer.close();
  }

  private Sample log() throws Exception {
    long lines = scale.lines();
    Tally tally = new Tally();
    meter.begin();
    peer.log(workload.subject() + "-" + lines, tally);
    Sample sample = meter.end(lines * Tally.LINE_BYTES / 1e6);
    tally.require(lines * Tally.LINE_BYTES);
    return sample.put(Sample.SPLIT, (double) tally.split());
  }

  private Sample follow(boolean warm) throws Exception {
    int logs = scale.follows(workload.atOnce());
    Latencies control = new Latencies();
    if (follows == null) {
      peer.call(Call.INSPECT, 200, 4, control);
      idleHeap = meter.collect();
      follows = peer.follow(workload.subject(), logs, latencies);
      // Everybody has seen a line or two before anything counts.
      for (int i = 0; i < 600 && latencies.count() < logs * 2; i++) {
        Thread.sleep(50);
      }
    }
    latencies.clear();
    meter.begin();
    latencies.clear();
    long end = System.nanoTime() + scale.followNanos();
    if (workload == Workload.FOLLOW_10000) {
      control.clear();
      while (System.nanoTime() < end) {
        peer.call(Call.INSPECT, 1, 1, control);
        Thread.sleep(5);
      }
    } else {
      Thread.sleep((end - System.nanoTime()) / 1_000_000);
    }
    int lines = latencies.count();
    double p50 = latencies.micros(50);
    double p99 = latencies.micros(99);
    Sample sample = meter.end(lines);
    if (!warm && lines == 0) {
      throw new IllegalStateException("no line came");
    }
    return sample
        .put(Sample.P50, p50)
        .put(Sample.P99, p99)
        .put(Sample.CONTROL_P99, control.micros(99))
        .put(Sample.LIVE, (meter.collect() - idleHeap) / 1e6);
  }

  private Sample calls(boolean warm) throws Exception {
    Call call = Call.valueOf(workload.subject());
    int count = scale.calls(call, workload.count());
    if (warm) {
      peer.call(call, count, workload.atOnce(), latencies);
    }
    meter.begin();
    latencies.clear();
    peer.call(call, count, workload.atOnce(), latencies);
    return meter
        .end(count)
        .put(Sample.P50, latencies.micros(50))
        .put(Sample.P99, latencies.micros(99));
  }

  private Sample slow(boolean warm) throws Exception {
    long lines = warm ? 8192 : scale.slowLines();
    try (InFlight inFlight = new InFlight(socket)) {
      meter.begin();
      Pace pace = new Pace(1_000_000);
      inFlight.watch(pace);
      peer.slowLog(workload.subject() + "-" + lines, pace);
      Check.that(pace.taken() == lines * Tally.LINE_BYTES);
      return meter
          .end(lines * Tally.LINE_BYTES / 1e6)
          .put(Sample.IN_FLIGHT, inFlight.most() / 1024.0);
    }
  }

  private Sample save() throws Exception {
    Path file = Files.createTempFile("saved", ".tar");
    try {
      // ext4 writes a file to the disk as it is closed if it was emptied before, and not a new one.
      Files.delete(file);
      meter.begin();
      peer.save("mib-" + scale.mebibytes(), file);
      Sample sample = meter.end(scale.mebibytes() * MIB / 1e6);
      Check.that(Files.size(file) == (long) scale.mebibytes() * MIB + 1024);
      return sample;
    } finally {
      Files.delete(file);
    }
  }

  private Sample load() throws Exception {
    Path file = Files.createTempFile("loaded", ".tar");
    try {
      Files.write(file, new byte[scale.mebibytes() * MIB]);
      meter.begin();
      peer.load(file);
      return meter.end(scale.mebibytes() * MIB / 1e6);
    } finally {
      Files.delete(file);
    }
  }

  private Sample pull() throws Exception {
    int messages = scale.messages();
    meter.begin();
    long seen = peer.pull("messages-" + messages);
    Sample sample = meter.end(messages);
    if (Math.abs(seen - messages) > 2) {
      throw new IOException("saw " + seen + " of " + messages + " messages");
    }
    return sample;
  }
}
