package dev.fairlead.engine.probe;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks at all places of a kind of engine at once. A place that several names lead to is looked at
 * once. Immutable; may be used by many threads.
 */
public final class EngineSearch {

  /** How many ranks below the best one belong to a kind of engine. */
  public static final int RANKS = 100;

  private final SoughtEngine sought;
  private final Function<ProbeContext, List<Place>> survey;
  private final Function<ProbeContext, List<Place>> foreign;
  private final Predicate<Place> wanted;
  private final RecentInfo recent;

  private EngineSearch(
      SoughtEngine sought,
      Function<ProbeContext, List<Place>> survey,
      Function<ProbeContext, List<Place>> foreign,
      Predicate<Place> wanted,
      RecentInfo recent) {
    this.sought = Objects.requireNonNull(sought, "sought");
    this.survey = Objects.requireNonNull(survey, "survey");
    this.foreign = Objects.requireNonNull(foreign, "foreign");
    this.wanted = Objects.requireNonNull(wanted, "wanted");
    this.recent = Objects.requireNonNull(recent, "recent");
  }

  /**
   * Creates a search, and does nothing else.
   *
   * @param sought what is looked for
   * @param survey lists the places on a machine, the strongest first; may block, and is called
   *     where that is allowed
   */
  public EngineSearch(SoughtEngine sought, Function<ProbeContext, List<Place>> survey) {
    this(sought, survey, machine -> List.of(), place -> true, new RecentInfo());
  }

  /**
   * This search, and one of the places of another kind of engine. They are reported only if what is
   * sought answers there: what else is there, or is not, is for others to tell.
   *
   * @param places lists those places, the strongest first; may block
   * @return a copy
   */
  public EngineSearch alsoAt(Function<ProbeContext, List<Place>> places) {
    return new EngineSearch(sought, survey, places, wanted, recent);
  }

  /**
   * This search, confined to some of its places.
   *
   * @param condition true for those that are looked at; of an endpoint that several names lead to,
   *     one has to be wanted
   * @return a copy
   */
  public EngineSearch only(Predicate<Place> condition) {
    return new EngineSearch(sought, survey, foreign, condition, recent);
  }

  /**
   * This search, which leaves what daemons told of themselves to the opening of one of them.
   *
   * @param answers where they are kept
   * @return a copy
   */
  public EngineSearch keepingIn(RecentInfo answers) {
    return new EngineSearch(sought, survey, foreign, wanted, answers);
  }

  /**
   * Looks at all of them.
   *
   * @param machine what is known of the machine, and the deadline
   * @return one candidate for each endpoint, within the deadline; an ill endpoint is a candidate
   *     too, and no error. Cancelling closes all connections
   */
  public Flux<Candidate> look(ProbeContext machine) {
    return Mono.fromCallable(() -> spots(machine))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMapMany(spots -> lookAtAll(spots, machine));
  }

  private List<Spot> spots(ProbeContext machine) {
    return Spot.of(survey.apply(machine), foreign.apply(machine), sought).stream()
        .filter(spot -> spot.names().stream().anyMatch(wanted))
        .toList();
  }

  private Flux<Candidate> lookAtAll(List<Spot> spots, ProbeContext machine) {
    return Flux.usingWhen(
        Mono.fromSupplier(WarmUp::new),
        warmUp ->
            Flux.fromIterable(spots)
                .flatMap(
                    spot ->
                        new EndpointProbe(sought, spot, machine.deadline(), warmUp.ready(), recent)
                            .look(),
                    Math.max(1, spots.size())),
        WarmUp::close);
  }
}
