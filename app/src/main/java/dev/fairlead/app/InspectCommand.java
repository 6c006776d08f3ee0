package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells all about containers, always as a document. */
@Command(name = "inspect", description = "Tell all about containers.")
final class InspectCommand extends RuntimeCommand {

  @Mixin DocumentFormatOption format = new DocumentFormatOption();

  @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
  List<String> containers = new ArrayList<>();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    format.check();
    AtomicInteger code = new AtomicInteger(ExitCodes.OK);
    return session
        .runtime()
        .flatMap(
            runtime ->
                Flux.fromIterable(containers)
                    .concatMap(
                        name ->
                            runtime
                                .containers()
                                .inspect(id(name))
                                .onErrorResume(error -> failed(error, code)))
                    .map(info -> ContainerView.document(info).fields())
                    .collectList())
        .doOnNext(documents -> format.print(output(), documents))
        .then(Mono.fromSupplier(code::get));
  }

  private Mono<ContainerInfo> failed(Throwable error, AtomicInteger code) {
    int meant = Failure.report(root(), error);
    code.accumulateAndGet(meant, Math::max);
    return Mono.empty();
  }
}
