package dev.fairlead.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.fairlead.spi.log.OutputFrame;
import java.io.Closeable;
import java.nio.ByteBuffer;

/** Takes output as a writer does: copies it into a buffer. Counts it too. */
public final class Sink implements ResultCallback<Frame> {

  private final byte[] buffer;
  private long bytes;

  Sink(int frameBytes) {
    buffer = new byte[frameBytes];
  }

  long bytes() {
    return bytes;
  }

  void write(OutputFrame frame) {
    ByteBuffer output = frame.bytes();
    while (output.hasRemaining()) {
      int length = Math.min(buffer.length, output.remaining());
      output.get(buffer, 0, length);
      bytes += length;
    }
  }

  @Override
  public void onNext(Frame frame) {
    byte[] output = frame.getPayload();
    System.arraycopy(output, 0, buffer, 0, output.length);
    bytes += output.length;
  }

  @Override
  public void onError(Throwable error) {
    throw new IllegalStateException(error);
  }

  @Override
  public void onStart(Closeable stream) {}

  @Override
  public void onComplete() {}

  @Override
  public void close() {}
}
