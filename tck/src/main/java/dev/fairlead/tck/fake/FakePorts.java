package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.PortInUseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which running container of a fake backend holds which port of its imaginary host. */
final class FakePorts {

  private static final int FIRST_FREE = 32_768;

  private final String backend;
  private final Map<Integer, FakeContainer> holders = new HashMap<>();

  FakePorts(String backend) {
    this.backend = backend;
  }

  /** Takes all ports that a container wants, or none. */
  synchronized List<ContainerInfo.PublishedPort> take(FakeContainer container) {
    List<ContainerInfo.PublishedPort> taken = new ArrayList<>();
    for (PortBinding wanted : container.spec.networking().ports()) {
      int port = wanted.hostPort().orElseGet(this::free);
      FakeContainer holder = holders.putIfAbsent(port, container);
      if (holder != null) {
        release(container);
        throw inUse(port, holder, container);
      }
      taken.add(
          new ContainerInfo.PublishedPort(
              wanted.containerPort(),
              wanted.protocol(),
              wanted.hostAddress().orElse("0.0.0.0"),
              OptionalInt.of(port)));
    }
    return taken;
  }

  private int free() {
    int port = FIRST_FREE;
    while (holders.containsKey(port)) {
      port++;
    }
    return port;
  }

  private PortInUseException inUse(int port, FakeContainer holder, FakeContainer container) {
    String resource = container.id.value();
    return new PortInUseException(
        port,
        Optional.of("container " + holder.name()),
        ErrorContext.of(backend, "start container " + resource).withResource(resource),
        "port " + port + " is in use by container " + holder.name(),
        null);
  }

  synchronized void release(FakeContainer container) {
    holders.values().removeIf(container::equals);
  }
}
