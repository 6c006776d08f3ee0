package dev.fairlead.core;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.tck.fake.FakeBackend;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A provider that does what a test tells it. */
final class StubProvider implements BackendProvider {

  private final String id;
  private final Set<String> aliases;
  private final Function<ProbeContext, Flux<Candidate>> probe;
  private final AtomicInteger probes = new AtomicInteger();

  StubProvider(String id, Function<ProbeContext, Flux<Candidate>> probe, String... aliases) {
    this.id = id;
    this.probe = probe;
    this.aliases = Set.of(aliases);
  }

  static StubProvider of(String id, Candidate... candidates) {
    return new StubProvider(id, context -> Flux.fromIterable(List.of(candidates)));
  }

  int probes() {
    return probes.get();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Set<String> aliases() {
    return aliases;
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    probes.incrementAndGet();
    return probe.apply(context);
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    return Mono.fromSupplier(() -> FakeBackend.builder().id(id).build());
  }
}
