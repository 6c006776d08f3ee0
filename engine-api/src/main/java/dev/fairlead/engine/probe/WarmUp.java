package dev.fairlead.engine.probe;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.HttpTransportOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Loads what the first call in a process needs, so that deadlines measure daemons and not this
 * process: in a new one on a busy machine, loading classes and starting threads takes longer than a
 * daemon may. Keeps the threads until all endpoints have been looked at.
 */
final class WarmUp {

  private static final Path NOWHERE = Path.of("/dev/null/nowhere").toAbsolutePath();

  private final AtomicReference<@Nullable HttpTransport> transport = new AtomicReference<>();

  /** Completes when calls can be made at full speed; the work is done once, and only if asked. */
  private final Mono<Void> ready =
      Mono.defer(this::callNobody).subscribeOn(Schedulers.boundedElastic()).cache();

  Mono<Void> ready() {
    return ready;
  }

  private Mono<Void> callNobody() {
    JsonObject.read("{}".getBytes(StandardCharsets.US_ASCII));
    HttpTransport opened =
        HttpTransport.open(new HttpAddress.Unix(NOWHERE), HttpTransportOptions.defaults());
    transport.set(opened);
    return opened.fetch(HttpRequest.get("/"), response -> Mono.<Void>empty()).onErrorComplete();
  }

  Mono<Void> close() {
    return Mono.defer(
        () -> {
          HttpTransport opened = transport.getAndSet(null);
          return opened == null ? Mono.empty() : opened.close();
        });
  }
}
