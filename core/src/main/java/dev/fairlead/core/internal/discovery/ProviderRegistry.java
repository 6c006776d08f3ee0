package dev.fairlead.core.internal.discovery;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.DiscoveryProblem.Kind;
import dev.fairlead.spi.BackendProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The providers that are there now: those registered by hand, then the class path, then plugin
 * directories in the order in which they were given. What is found once is kept while its place
 * does not change. Safe for use by several threads.
 */
public final class ProviderRegistry {

  private final List<ProviderHandle> byHand = new ArrayList<>();
  private final ClassPathSource classPath;
  private final List<PluginDirectory> directories = new ArrayList<>();
  private final Duration limit;
  private final Scheduler blocking;
  private final Scheduler timer;
  private final AtomicReference<@Nullable Mono<Found>> scanning = new AtomicReference<>();
  private volatile Found last = new Found(List.of(), List.of());

  /**
   * Remembers where to look, and looks nowhere yet.
   *
   * @param providers providers registered by hand
   * @param loader the application's class loader
   * @param plugins plugin directories; those that do not exist hold nothing
   * @param limit how long making a provider and listing a directory may take
   * @param clock tells how old a file is
   * @param blocking where foreign code and the file system are called
   * @param timer measures the limit
   */
  public ProviderRegistry(
      List<BackendProvider> providers,
      ClassLoader loader,
      List<Path> plugins,
      Duration limit,
      Clock clock,
      Scheduler blocking,
      Scheduler timer) {
    for (BackendProvider provider : providers) {
      byHand.add(
          new ProviderHandle(
              provider.getClass().getName(), Optional.empty(), () -> provider, blocking));
    }
    this.classPath = new ClassPathSource(loader, Optional.empty(), "class path", blocking);
    PathSafety safety = new PathSafety();
    for (Path plugin : new LinkedHashSet<>(plugins)) {
      directories.add(new PluginDirectory(plugin, loader, clock, safety, blocking));
    }
    this.limit = limit;
    this.blocking = blocking;
    this.timer = timer;
  }

  /**
   * Looks everywhere, and makes what was not made yet.
   *
   * @return what is there now; never an error
   */
  public Mono<Discovery> discover() {
    return scan()
        .timeout(limit, timer)
        .onErrorResume(TimeoutException.class, late -> Mono.just(overdue()))
        .flatMap(
            found ->
                Flux.fromIterable(found.handles())
                    .flatMapSequential(
                        handle -> handle.load(limit, timer), Math.max(1, found.handles().size()))
                    .collectList()
                    .map(
                        outcomes ->
                            Discovery.resolve(found.handles(), outcomes, found.problems())));
  }

  /** One scan at a time: who comes while one is under way shares it. */
  private Mono<Found> scan() {
    return Mono.defer(
        () -> {
          Mono<Found> fresh =
              Mono.fromCallable(this::look)
                  .subscribeOn(blocking)
                  .doFinally(signal -> scanning.set(null))
                  .cache();
          Mono<Found> current = scanning.compareAndExchange(null, fresh);
          return current == null ? fresh : current;
        });
  }

  private Found look() {
    List<ProviderHandle> handles = new ArrayList<>(byHand);
    List<DiscoveryProblem> problems = new ArrayList<>();
    add(classPath.find(), handles, problems);
    directories.forEach(directory -> add(directory.scan(), handles, problems));
    last = new Found(handles, problems);
    return last;
  }

  private static void add(
      Found found, List<ProviderHandle> handles, List<DiscoveryProblem> problems) {
    handles.addAll(found.handles());
    problems.addAll(found.problems());
  }

  private Found overdue() {
    Found before = last;
    List<DiscoveryProblem> problems = new ArrayList<>(before.problems());
    problems.add(
        DiscoveryProblem.of(
            Kind.UNREADABLE_DIRECTORY,
            "plugin directories",
            "looking through them did not end within " + limit.toMillis() + " ms"));
    return new Found(before.handles(), problems);
  }
}
