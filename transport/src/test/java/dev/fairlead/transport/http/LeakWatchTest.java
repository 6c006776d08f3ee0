package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The watch for lost buffers is on in this module's tests. */
@ExtendWith(LeakWatch.class)
class LeakWatchTest {

  @Test
  void aBufferThatIsNotGivenBackIsNoticed() {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(10);
    try {
      assertThatThrownBy(LeakPresenceDetector::check).isInstanceOf(IllegalStateException.class);
    } finally {
      buffer.release();
      // The watch has forgotten the buffer with the complaint above, and has to forget its return.
      assertThatThrownBy(LeakPresenceDetector::check).hasMessageContaining("negative");
    }
  }
}
