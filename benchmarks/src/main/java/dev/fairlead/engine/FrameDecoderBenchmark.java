package dev.fairlead.engine;

import dev.fairlead.spi.error.ErrorContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A multiplexed log of 4 MiB, read in chunks of 32 KiB as the daemon's socket gives them, taken
 * apart into frames that own their bytes, and written to a buffer. An operation is the whole log.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameDecoderBenchmark {

  private static final int LOG_BYTES = 4 << 20;
  private static final int CHUNK_BYTES = 32 << 10;
  private static final int HEADER_BYTES = 8;

  /** Bytes of output in a frame: a short line, and a full pipe. */
  @Param({"100", "16384"})
  int frameBytes;

  private final List<byte[]> chunks = new ArrayList<>();
  private final DockerJavaFrames peer = new DockerJavaFrames();
  private final ErrorContext context = ErrorContext.of("benchmark", "logs");

  /** Writes the log. */
  @Setup
  public void write() {
    ByteBuffer log = ByteBuffer.allocate(LOG_BYTES + HEADER_BYTES + frameBytes);
    for (int frame = 0; log.position() < LOG_BYTES; frame++) {
      byte[] output = new byte[frameBytes];
      Arrays.fill(output, (byte) ('a' + frame % 26));
      log.putInt((1 + frame % 2) << 24).putInt(frameBytes).put(output);
    }
    chunks.clear();
    for (int start = 0; start < log.position(); start += CHUNK_BYTES) {
      int end = Math.min(start + CHUNK_BYTES, log.position());
      chunks.add(Arrays.copyOfRange(log.array(), start, end));
    }
  }

  /** How many bytes of output there are. */
  long outputBytes() {
    long all = chunks.stream().mapToLong(chunk -> chunk.length).sum();
    return all / (HEADER_BYTES + frameBytes) * frameBytes;
  }

  /**
   * Fairlead: each read copied once, without headings, into pieces that keep it.
   *
   * @return what took the output
   */
  @Benchmark
  public Sink fairlead() {
    Sink sink = new Sink(frameBytes);
    LogFrames frames = new LogFrames(context);
    for (byte[] chunk : chunks) {
      frames.begin(chunk.length);
      frames.take(ByteBuffer.wrap(chunk));
      frames.drain(sink::write);
    }
    frames.end(sink::write);
    return sink;
  }

  /**
   * docker-java: an array for each frame, handed to a callback.
   *
   * @return what took the output
   */
  @Benchmark
  public Sink dockerJava() {
    Sink sink = new Sink(frameBytes);
    peer.read(new ChunkedStream(chunks), sink);
    return sink;
  }
}
