package dev.fairlead.core.internal.discovery;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.spi.BackendProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.scheduler.Scheduler;

/**
 * The providers that {@link ServiceLoader} finds through one class loader. Classes are found, not
 * initialised. Blocks.
 */
final class ClassPathSource {

  /** So many broken entries in a row mean that the loader makes no headway. */
  private static final int PATIENCE = 1000;

  private final ClassLoader loader;
  private final Optional<Path> jar;
  private final String subject;
  private final Scheduler blocking;
  private final Map<Class<?>, ProviderHandle> known = new ConcurrentHashMap<>();

  ClassPathSource(ClassLoader loader, Optional<Path> jar, String subject, Scheduler blocking) {
    this.loader = loader;
    this.jar = jar;
    this.subject = subject;
    this.blocking = blocking;
  }

  /** Finds the providers; the same class keeps its handle. */
  Found find() {
    List<ProviderHandle> handles = new ArrayList<>();
    List<DiscoveryProblem> problems = new ArrayList<>();
    Iterator<ServiceLoader.Provider<BackendProvider>> all =
        ServiceLoader.load(BackendProvider.class, loader).stream().iterator();
    int failures = 0;
    boolean more = true;
    while (more && failures < PATIENCE) {
      try {
        more = all.hasNext();
        if (more) {
          add(all.next(), handles, problems);
          failures = 0;
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        failures++;
        problems.add(
            DiscoveryProblem.of(DiscoveryProblem.Kind.BROKEN_PROVIDER, subject, Failure.words(e)));
      }
    }
    return new Found(handles, problems);
  }

  private void add(
      ServiceLoader.Provider<BackendProvider> provider,
      List<ProviderHandle> handles,
      List<DiscoveryProblem> problems) {
    Class<?> type = provider.type();
    if (jar.isPresent() && type.getClassLoader() != loader) {
      problems.add(
          DiscoveryProblem.of(
                  DiscoveryProblem.Kind.DUPLICATE_ID,
                  type.getName() + " in " + jar.get(),
                  "the same class is on the class path too, and that one is used")
              .withRemedy("remove " + jar.get()));
      return;
    }
    handles.add(
        known.computeIfAbsent(
            type, key -> new ProviderHandle(type.getName(), jar, provider::get, blocking)));
  }
}
