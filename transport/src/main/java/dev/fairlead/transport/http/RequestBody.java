package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.reactivestreams.Publisher;

/** What a request carries after its head. */
sealed interface RequestBody {

  /** Nothing. */
  enum None implements RequestBody {
    NONE
  }

  /** Bytes that are all there, and can be sent again. */
  record Bytes(ByteBuffer content, String contentType) implements RequestBody {
    @Override
    public String toString() {
      return contentType + " of " + content.remaining() + " bytes";
    }
  }

  /** The first so many bytes of a file, which can be sent again. */
  record File(FileChannel content, long bytes, String contentType) implements RequestBody {
    @Override
    public String toString() {
      return contentType + " file of " + bytes + " bytes";
    }
  }

  /** Bytes that come while they are sent, perhaps only once. */
  record Streamed(Publisher<ByteBuffer> content, String contentType) implements RequestBody {
    @Override
    public String toString() {
      return contentType + " stream";
    }
  }
}
