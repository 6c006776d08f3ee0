package dev.fairlead.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentInfoTest {

  private static final Endpoint HERE = Endpoint.of(URI.create("unix:///run/one.sock"));
  private static final Endpoint THERE = Endpoint.of(URI.create("unix:///run/two.sock"));

  private final AtomicLong now = new AtomicLong();
  private final RecentInfo recent = new RecentInfo(now::get);
  private final JsonObject info = JsonObject.of(Map.of("ID", "x"));

  @Test
  void anAnswerServesOnceAndItsOwnEndpoint() {
    recent.keep(HERE, info);
    assertThat(recent.take(THERE)).isEmpty();
    assertThat(recent.take(HERE)).containsSame(info);
    assertThat(recent.take(HERE)).isEmpty();
  }

  @Test
  void anAnswerServesForThreeSeconds() {
    recent.keep(HERE, info);
    recent.keep(THERE, info);
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(recent.take(HERE)).isPresent();
    now.incrementAndGet();
    assertThat(recent.take(THERE)).isEmpty();
  }
}
