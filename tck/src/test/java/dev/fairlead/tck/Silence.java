package dev.fairlead.tck;

import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.List;

/** A fake runtime that has stopped to answer. */
final class Silence {

  private Silence() {}

  static FakeBackend fall(Duration operationTimeout) {
    FakeBackend backend = FakeBackend.builder().operationTimeout(operationTimeout).build();
    List.of(
            "inspect",
            "list",
            "launch",
            "runAttached",
            "start",
            "stop",
            "remove",
            "watchExit",
            "info")
        .forEach(backend.faults()::silence);
    return backend;
  }
}
