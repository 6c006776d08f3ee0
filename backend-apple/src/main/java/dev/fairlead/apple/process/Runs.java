package dev.fairlead.apple.process;

import dev.fairlead.spi.container.Exit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What this backend itself does with containers and sees of them: the program tells the start of a
 * run in whole seconds, so that two runs within one look the same, and it tells no end at all.
 */
public final class Runs {

  /** What happened to a container. */
  enum Turn {
    /** It is about to be started, so it does not run. */
    IDLE,
    /** It was started. */
    STARTED
  }

  private record Event(String id, Turn turn) {}

  /** Whether a container was started since somebody began to watch it. */
  static final class Since {

    private final String id;
    private volatile boolean started;

    private Since(String id) {
      this.id = id;
    }

    boolean started() {
      return started;
    }
  }

  private final Set<Since> watched = ConcurrentHashMap.newKeySet();
  private final Sinks.Many<Event> events = Sinks.many().multicast().directBestEffort();
  private final Map<String, Mono<Exit>> attached = new ConcurrentHashMap<>();

  /** To be forgotten by its owner. */
  Since watch(String id) {
    Since since = new Since(id);
    watched.add(since);
    return since;
  }

  void forget(Since since) {
    watched.remove(since);
  }

  void tell(String id, Turn turn) {
    if (turn == Turn.STARTED) {
      watched.stream().filter(since -> since.id.equals(id)).forEach(since -> since.started = true);
    }
    synchronized (events) {
      events.tryEmitNext(new Event(id, turn));
    }
  }

  Flux<Turn> of(String id) {
    return events
        .asFlux()
        .filter(event -> event.id().equals(id))
        .map(Event::turn)
        .onBackpressureBuffer();
  }

  /** A run whose end is going to be seen. */
  void attach(String id, Mono<Exit> exit) {
    attached.put(id, exit);
  }

  void detach(String id, Mono<Exit> exit) {
    attached.remove(id, exit);
  }

  /** The end of the run that this backend is attached to. */
  Optional<Mono<Exit>> exit(String id) {
    return Optional.ofNullable(attached.get(id));
  }
}
