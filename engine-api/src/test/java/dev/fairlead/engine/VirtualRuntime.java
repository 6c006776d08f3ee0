package dev.fairlead.engine;

import dev.fairlead.core.internal.policy.Calls;
import dev.fairlead.core.internal.policy.ContainersUnderPolicy;
import dev.fairlead.core.internal.policy.ImagesUnderPolicy;
import dev.fairlead.core.policy.RetryPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.engine.image.EngineImages;
import dev.fairlead.engine.registry.RegistryLogins;
import dev.fairlead.engine.simulated.SimulatedEngine;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.image.Images;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.VirtualTransport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** All from the policies down to a simulated engine, in a time that goes on when it is told to. */
final class VirtualRuntime implements AutoCloseable {

  static final Duration CALL = Duration.ofSeconds(40);
  static final Duration LONG_CALL = Duration.ofMinutes(10);
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Path SOCKET = Path.of("/virtual.sock");

  private final VirtualTimeScheduler time;
  private final SimulatedEngine engine;
  private final VirtualTransport transport;
  private final EngineClient client;
  private final Containers containers;
  private final Images images;

  VirtualRuntime(long seed, double chance, Variant variant) {
    time = VirtualTimeScheduler.getOrSet();
    Random random = new Random(seed);
    engine = new SimulatedEngine(time, random.nextLong(), chance);
    transport = new VirtualTransport(new HttpAddress.Unix(SOCKET), time, engine);
    Attempt<EngineClient> opening =
        begin(
            EngineClient.open(
                "docker",
                Endpoint.unix(SOCKET),
                BackendOptions.defaults()
                    .with(BackendOptions.OPERATION_TIMEOUT, Duration.ofSeconds(5)),
                () -> variant.transport().apply(transport)));
    opening.within(CALL);
    client = opening.values().get(0);
    RuntimePolicies policies =
        RuntimePolicies.defaults()
            .withCallTimeout(CALL)
            .withLongCallTimeout(LONG_CALL)
            .withRetry(new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(2), 0));
    Calls calls = new Calls("docker", policies, time);
    containers =
        new ContainersUnderPolicy(
            variant
                .containers()
                .apply(
                    new EngineContainers(
                        client,
                        SpecMappingTest.DOCKER,
                        KernelSupport.full(),
                        Peculiarities.none(),
                        Clock.fixed(SimulatedEngine.BASE, java.time.ZoneOffset.UTC),
                        new Backoff(50, 1000, random))),
            calls);
    images = new ImagesUnderPolicy(new EngineImages(client, RegistryLogins.none()), calls);
  }

  SimulatedEngine engine() {
    return engine;
  }

  Containers containers() {
    return containers;
  }

  Images images() {
    return images;
  }

  /** How many connections are open. */
  int connections() {
    return transport.connections();
  }

  long now() {
    return time.now(TimeUnit.MILLISECONDS);
  }

  /** Lets time go on. */
  void pass(Duration some) {
    time.advanceTimeBy(some);
  }

  /** Subscribes. */
  <T> Attempt<T> begin(Publisher<T> operation) {
    Attempt<T> attempt = new Attempt<>();
    attempt.subscription =
        Flux.from(operation)
            .subscribe(
                attempt.values::add,
                error -> {
                  attempt.error = error;
                  attempt.ended = true;
                },
                () -> attempt.ended = true);
    return attempt;
  }

  /** A subscription, and what came of it so far. */
  final class Attempt<T> {

    private final List<T> values = new ArrayList<>();
    private Disposable subscription;
    private Throwable error;
    private boolean ended;

    /** Lets time go on until it has ended, or for so long; false if it has not ended by then. */
    boolean within(Duration limit) {
      long deadline = now() + limit.toMillis();
      while (!ended && now() < deadline) {
        pass(STEP);
      }
      return ended;
    }

    void cancel() {
      subscription.dispose();
    }

    List<T> values() {
      return values;
    }

    Throwable error() {
      return error;
    }

    boolean ended() {
      return ended;
    }

    boolean succeeded() {
      return ended && error == null;
    }
  }

  /** Closes the client; gives the scheduler back. */
  @Override
  public void close() {
    begin(client.close()).within(LONG_CALL);
    VirtualTimeScheduler.reset();
  }
}
