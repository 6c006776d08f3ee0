package dev.fairlead.tck;

import dev.fairlead.spi.Backend;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.List;

/** A fake backend as a subject of the kit. */
record FakeSubject(FakeBackend fake, Backend backend, Duration stepTimeout)
    implements ContractSubject {

  static FakeSubject of(FakeBackend fake) {
    return new FakeSubject(fake, fake, Duration.ofSeconds(10));
  }

  @Override
  public String image() {
    return "host";
  }

  @Override
  public Duration quiet() {
    return Duration.ofMillis(150);
  }

  @Override
  public Duration releaseTimeout() {
    return Duration.ofMillis(400);
  }

  @Override
  public List<LeakProbe> leakProbes() {
    return List.of(new LeakProbe("open streams of the fake backend", fake::openStreams));
  }
}
