package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lists things of one kind: as a table, as documents, by their ids alone, or as asked for. */
abstract class ListingCommand<T> extends RuntimeCommand {

  @Option(
      names = {"-q", "--quiet"},
      description = "Ids only; names, where there are no ids.")
  boolean quiet;

  @Mixin FormatOption format = new FormatOption();

  /** Reads the options, so that what is wrong with them is said before a runtime is opened. */
  abstract Function<ContainerRuntime, Flux<T>> query();

  /** What can be shown of each. */
  abstract Columns<T> columns();

  /** All about one. */
  abstract Document document(T one);

  /** What other commands take for one. */
  abstract String id(T one);

  @Override
  final boolean onlyLooks() {
    return true;
  }

  @Override
  final Mono<Integer> execute(Session session) {
    columns().check(format);
    Function<ContainerRuntime, Flux<T>> query = query();
    return session
        .runtime()
        .flatMap(runtime -> query.apply(runtime).collectList())
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(List<T> all) {
    Output output = output();
    if (output.json() && !format.given()) {
      output.document(all.stream().map(one -> document(one).fields()).toList());
    } else if (quiet && !format.given()) {
      all.forEach(one -> output.line(id(one)));
    } else {
      columns().print(output, format, all);
    }
  }
}
