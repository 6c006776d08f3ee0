package dev.fairlead.apple.store;

import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.Fields;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.state.AppleContainer;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.system.PruneReport;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the program keeps under names beside containers, for them to use: volumes and networks. It
 * does not tell who uses them; its containers do.
 *
 * @param <T> what one is to the contract
 */
final class NamedStore<T> {

  /**
   * A sort of such things.
   *
   * @param noun its word in the program's calls
   * @param reader makes one of an answer, and of all containers
   * @param name its name
   * @param labels its labels, as they were asked for
   * @param used the names of those that a container uses, running or not
   * @param <T> what one is to the contract
   */
  record Sort<T>(
      String noun,
      Reader<T> reader,
      Function<T, String> name,
      Function<T, Map<String, String>> labels,
      Function<AppleContainer, List<String>> used) {}

  /** Reads one. */
  interface Reader<T> {
    T read(Fields answer, Collection<AppleContainer> containers);
  }

  /**
   * What is to be made.
   *
   * @param name its name
   * @param fields what it is made from
   * @param labels its labels
   * @param call the call, with these labels and the marks
   */
  record Making(
      String name,
      Map<String, String> fields,
      Map<String, String> labels,
      Function<Map<String, String>, Invocation> call) {}

  private final Sort<T> sort;
  private final Program program;
  private final Snapshots snapshots;

  NamedStore(Sort<T> sort, Program program, Snapshots snapshots) {
    this.sort = sort;
    this.program = program;
    this.snapshots = snapshots;
  }

  /** The new one, or the one that is there if it was made from the same. */
  Mono<T> create(String operation, Making making) {
    return Mono.defer(
        () -> {
          Map<String, String> labels = new TreeMap<>(making.labels());
          labels.putAll(Ownership.marks(making.fields(), making.labels(), Clock.systemUTC()));
          return program
              .run(operation, making.name(), making.call().apply(labels))
              .then(Mono.defer(() -> find(operation, making.name())))
              .onErrorResume(ConflictException.class, taken -> existing(operation, making, taken));
        });
  }

  /** Not only a name may be taken, but something else that is asked for, such as a subnet. */
  private Mono<T> existing(String operation, Making making, ConflictException taken) {
    return find(operation, making.name())
        .onErrorMap(NotFoundException.class, none -> taken)
        .flatMap(
            there -> {
              List<String> differing =
                  Ownership.differences(making.fields(), sort.labels().apply(there));
              return differing.isEmpty()
                  ? Mono.just(there)
                  : Mono.error(
                      new ConflictException(
                          differing,
                          AppleErrors.context(operation).withResource(making.name()),
                          sort.noun()
                              + " "
                              + making.name()
                              + " exists and differs in "
                              + String.join(", ", differing),
                          null));
            });
  }

  /** One by its name; an error if there is none. */
  Mono<T> find(String operation, String name) {
    return Mono.zip(
            program.objects(operation, name, Invocation.of(sort.noun(), "inspect", name)),
            containers(operation))
        .flatMap(
            both ->
                Mono.justOrEmpty(
                    both.getT1().stream()
                        .findFirst()
                        .map(found -> sort.reader().read(found, both.getT2()))));
  }

  /** All that are wanted, by themselves and by whether a container uses them. */
  Flux<T> all(String operation, BiPredicate<T, Boolean> wanted) {
    return Mono.zip(
            program.objects(
                operation, null, Invocation.of(sort.noun(), "list", "--format", "json")),
            containers(operation))
        .flatMapIterable(
            both ->
                both.getT1().stream()
                    .map(each -> sort.reader().read(each, both.getT2()))
                    .filter(each -> wanted.test(each, user(both.getT2(), each).isPresent()))
                    .toList());
  }

  private Mono<Collection<AppleContainer>> containers(String operation) {
    return snapshots.all(operation).map(Map::values);
  }

  private Optional<AppleContainer> user(Collection<AppleContainer> containers, T thing) {
    return user(containers, sort.name().apply(thing));
  }

  private Optional<AppleContainer> user(Collection<AppleContainer> containers, String name) {
    return containers.stream()
        .filter(container -> sort.used().apply(container).contains(name))
        .findFirst();
  }

  /** Refused while a container refers to it, whether that runs or not. */
  Mono<Void> remove(String operation, String name) {
    return containers(operation)
        .flatMap(
            containers ->
                user(containers, name)
                    .map(
                        user ->
                            Mono.<Void>error(
                                AppleErrors.conflict(
                                    operation,
                                    name,
                                    "container " + user.id() + " uses it",
                                    "fairlead rm " + user.id())))
                    .orElseGet(() -> delete(operation, name)));
  }

  private Mono<Void> delete(String operation, String name) {
    return program
        .run(operation, name, Invocation.of(sort.noun(), "delete", name))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty())
        .then();
  }

  /** Removes all that are wanted and that no container uses. */
  Mono<PruneReport> prune(String operation, Predicate<T> wanted) {
    return all(operation, (thing, used) -> !used && wanted.test(thing))
        .map(sort.name())
        .concatMap(name -> delete(operation, name).thenReturn(name), 1)
        .collectList()
        .map(removed -> new PruneReport(removed, OptionalLong.empty()));
  }
}
