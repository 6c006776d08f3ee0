package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ContainerException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** Lists containers. */
@Command(name = "ps", description = "List containers.")
final class PsCommand extends RuntimeCommand {

  /** How many containers are looked at at once. */
  private static final int INSPECTIONS = 16;

  @Option(
      names = {"-a", "--all"},
      description = "All, not only those that run.")
  boolean all;

  @Option(
      names = {"-q", "--quiet"},
      description = "Ids only.")
  boolean quiet;

  @Option(names = "--no-trunc", description = "Do not shorten ids and commands.")
  boolean whole;

  @Option(names = "--owned", description = "Only those that were made by Fairlead.")
  boolean owned;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description = "label=K[=V], name=NAME or status=STATE.")
  List<String> filters = new ArrayList<>();

  @Mixin FormatOption format = new FormatOption();

  private final List<Pattern> names = new ArrayList<>();

  @Override
  Mono<Integer> execute(Session session) {
    ContainerFilter filter = filter();
    ContainerColumns.of(Instant.now(), whole).check(format);
    return session
        .runtime()
        .map(ContainerRuntime::containers)
        .flatMap(
            containers ->
                containers
                    .list(filter)
                    .filter(this::named)
                    .flatMapSequential(info -> whole(containers, info), INSPECTIONS)
                    .collectList())
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  /**
   * Not every runtime lists commands and times. One that is gone by now, or cannot be looked at,
   * stays as it was listed.
   */
  private Mono<ContainerInfo> whole(Containers containers, ContainerInfo listed) {
    return quiet || !listed.command().isEmpty()
        ? Mono.just(listed)
        : containers
            .inspect(listed.id())
            .onErrorResume(ContainerException.class, error -> Mono.just(listed));
  }

  private ContainerFilter filter() {
    ContainerFilter filter = all ? ContainerFilter.all() : ContainerFilter.alive();
    for (String text : filters) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals);
      String value = equals < 0 ? "" : text.substring(equals + 1);
      filter =
          switch (key) {
            case "label" -> labelled(filter, value);
            case "name" -> named(filter, value);
            case "status" ->
                new ContainerFilter(Set.of(state(value)), filter.labels(), filter.names());
            default ->
                throw new IllegalArgumentException(
                    "'" + text + "' is not a filter; use label=, name= or status=");
          };
    }
    return owned ? filter.withLabel(Ownership.OWNER, "") : filter;
  }

  /** As docker does: a part of the name, or a regular expression that is found in it. */
  private ContainerFilter named(ContainerFilter filter, String expression) {
    try {
      names.add(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + expression + "' is no regular expression: " + e.getDescription(), e);
    }
    return filter;
  }

  private boolean named(ContainerInfo info) {
    return names.isEmpty() || names.stream().anyMatch(name -> name.matcher(info.name()).find());
  }

  private static ContainerFilter labelled(ContainerFilter filter, String label) {
    int equals = label.indexOf('=');
    return equals < 0
        ? filter.withLabel(label, "")
        : filter.withLabel(label.substring(0, equals), label.substring(equals + 1));
  }

  private static ContainerState state(String word) {
    for (ContainerState state : ContainerState.values()) {
      if (state.name().equals(word.toUpperCase(Locale.ROOT))) {
        return state;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + word
            + "' is not a state; use created, running, paused, restarting, stopping, exited,"
            + " removing or dead");
  }

  private void print(List<ContainerInfo> containers) {
    Output output = whole ? output().unlimited() : output();
    if (output.json() && !format.given()) {
      output.document(
          containers.stream().map(info -> ContainerView.document(info).fields()).toList());
    } else if (quiet && !format.given()) {
      containers.forEach(info -> output.line(ContainerView.id(info, whole)));
    } else {
      ContainerColumns.of(Instant.now(), whole).print(output, format, containers);
    }
  }
}
