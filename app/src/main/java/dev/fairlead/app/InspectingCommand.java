package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells all about things of one kind, always as one document. What is not there is an error of its
 * own, and the others are told all the same.
 */
abstract class InspectingCommand extends RuntimeCommand {

  @Mixin DocumentFormatOption format = new DocumentFormatOption();

  /** What was asked for. */
  abstract List<String> names();

  /** All about one of them. */
  abstract Mono<Document> document(ContainerRuntime runtime, String name);

  @Override
  final boolean onlyLooks() {
    return true;
  }

  @Override
  final Mono<Integer> execute(Session session) {
    format.check();
    AtomicInteger code = new AtomicInteger(ExitCodes.OK);
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(names())
                    .concatMap(
                        name -> document(runtime, name).onErrorResume(error -> failed(error, code)))
                    .map(Document::fields)
                    .collectList())
        .doOnNext(documents -> format.print(output(), documents))
        .then(Mono.fromSupplier(code::get));
  }

  private Mono<Document> failed(Throwable error, AtomicInteger code) {
    int meant = Failure.report(root(), error);
    code.accumulateAndGet(meant, Math::max);
    return Mono.empty();
  }
}
