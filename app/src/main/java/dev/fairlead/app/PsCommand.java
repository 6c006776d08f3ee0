package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ContainerException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
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

  @Option(
      names = {"-l", "--latest"},
      description = "The newest one, running or not.")
  boolean latest;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      description = "The N newest ones, running or not (default: -1, which means all that run).")
  int last = -1;

  @Option(names = "--no-trunc", description = "Do not shorten ids and commands.")
  boolean whole;

  @Option(names = "--owned", description = "Only those that were made by Fairlead.")
  boolean owned;

  @Option(names = "--infra", description = "Also what a runtime made to hold pods together.")
  boolean infrastructure;

  @Option(
      names = {"-f", "--filter"},
      paramLabel = "K=V",
      description =
          "ancestor=, before=, exited=, expose=, health=, id=, label=K[=V], name=, network=,"
              + " publish=, since=, status= or volume=; several of one key mean any of them.")
  List<String> filters = new ArrayList<>();

  @Mixin FormatOption format = new FormatOption();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    ContainerConditions conditions = ContainerConditions.parse(filters);
    int count = latest ? 1 : last;
    ContainerFilter asked = conditions.filter(all || count >= 0);
    ContainerFilter wanted = infrastructure ? asked.withInfrastructure() : asked;
    ContainerFilter filter = owned ? wanted.withLabel(Ownership.OWNER, "") : wanted;
    ContainerColumns.of(Instant.now(), whole).check(format);
    return session
        .runtime()
        .flatMap(
            runtime ->
                age(runtime, conditions)
                    .flatMap(age -> chosen(runtime, filter, conditions, age).collectList()))
        .map(found -> newest(found, count))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private Flux<ContainerInfo> chosen(
      ContainerRuntime runtime,
      ContainerFilter filter,
      ContainerConditions conditions,
      Predicate<ContainerInfo> age) {
    return runtime
        .containers()
        .list(filter)
        .filter(conditions::mayBe)
        .flatMapSequential(
            info -> whole(runtime.containers(), info, conditions.needInspection()), INSPECTIONS)
        .filter(conditions::meets)
        .filter(age);
  }

  /** Those that were made before or since another container. */
  private static Mono<Predicate<ContainerInfo>> age(
      ContainerRuntime runtime, ContainerConditions conditions) {
    if (conditions.before().isEmpty() && conditions.since().isEmpty()) {
      return Mono.just(info -> true);
    }
    return Mono.zip(
        created(runtime, conditions.before(), Instant.MAX),
        created(runtime, conditions.since(), Instant.MIN),
        (before, since) ->
            info ->
                info.createdAt()
                    .filter(time -> time.isBefore(before) && time.isAfter(since))
                    .isPresent());
  }

  private static Mono<Instant> created(
      ContainerRuntime runtime, Optional<String> name, Instant otherwise) {
    return Mono.justOrEmpty(name)
        .flatMap(text -> runtime.containers().inspect(id(text)))
        .map(info -> info.createdAt().orElse(otherwise))
        .defaultIfEmpty(otherwise);
  }

  private static List<ContainerInfo> newest(List<ContainerInfo> found, int count) {
    return count < 0
        ? found
        : found.stream()
            .sorted(
                Comparator.comparing((ContainerInfo info) -> info.createdAt().orElse(Instant.MIN))
                    .reversed())
            .limit(count)
            .toList();
  }

  /**
   * Not every runtime lists commands and times. One that is gone by now, or cannot be looked at,
   * stays as it was listed.
   */
  private Mono<ContainerInfo> whole(
      Containers containers, ContainerInfo listed, boolean inspection) {
    return !inspection && (bare() || !listed.command().isEmpty())
        ? Mono.just(listed)
        : containers
            .inspect(listed.id())
            .onErrorResume(ContainerException.class, error -> Mono.just(listed));
  }

  /** Whether ids are all that is shown, and nothing is to be put into an order. */
  private boolean bare() {
    return quiet && !format.given() && !latest && last < 0 && filters.isEmpty();
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
