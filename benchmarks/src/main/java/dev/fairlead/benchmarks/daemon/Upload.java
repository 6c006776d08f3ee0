package dev.fairlead.benchmarks.daemon;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Reads the body of a request and counts it. */
final class Upload {

  private final SocketChannel channel;
  private final ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);

  private Upload(SocketChannel channel, ByteBuffer first) {
    this.channel = channel;
    in.put(first).flip();
  }

  static long length(SocketChannel channel, Request request, ByteBuffer first) throws IOException {
    Upload upload = new Upload(channel, first);
    if (request.length() >= 0) {
      upload.skip(request.length());
      return request.length();
    }
    long all = 0;
    for (long size = upload.chunkSize(); size > 0; size = upload.chunkSize()) {
      upload.skip(size);
      upload.line();
      all += size;
    }
    upload.line();
    return all;
  }

  private long chunkSize() throws IOException {
    return Long.parseLong(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (char c = next(); c != '\n'; c = next()) {
      if (c != '\r') {
        line.append(c);
      }
    }
    return line.toString();
  }

  private char next() throws IOException {
    fill();
    return (char) in.get();
  }

  private void skip(long bytes) throws IOException {
    for (long left = bytes; left > 0; ) {
      fill();
      int here = (int) Math.min(left, in.remaining());
      in.position(in.position() + here);
      left -= here;
    }
  }

  private void fill() throws IOException {
    if (!in.hasRemaining()) {
      in.clear();
      if (channel.read(in) < 0) {
        throw new EOFException("the upload was cut");
      }
      in.flip();
    }
  }
}
