package dev.fairlead.kubernetes.access;

import dev.fairlead.kubernetes.access.Kubeconfig.Entry;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Looks for a cluster where Kubernetes' own command does: the files of {@code KUBECONFIG}, or
 * {@code ~/.kube/config}; and, where those name none, the service account of the pod that this
 * process runs in.
 */
public final class ClusterPlaces {

  /** The variable that lists kubeconfig files. */
  public static final String VARIABLE = "KUBECONFIG";

  private static final String SEPARATOR = System.getProperty("path.separator", ":");

  private final ProbeContext machine;
  private final Clock clock;

  /**
   * Creates the search, and looks at nothing yet.
   *
   * @param machine whose variables and files are looked at
   * @param clock tells when tokens are old
   */
  public ClusterPlaces(ProbeContext machine, Clock clock) {
    this.machine = Objects.requireNonNull(machine, "machine");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Whether {@code KUBECONFIG} is set.
   *
   * @return true if the user chose the files
   */
  public boolean chosenByVariable() {
    return machine.variable(VARIABLE).isPresent();
  }

  /**
   * The kubeconfig files that count, there or not.
   *
   * @return the files, the first one first
   */
  public List<Path> kubeconfigs() {
    return machine
        .variable(VARIABLE)
        .map(list -> Stream.of(list.split(SEPARATOR, -1)).filter(part -> !part.isBlank()))
        .map(parts -> parts.map(Path::of).toList())
        .orElseGet(() -> List.of(machine.home().resolve(".kube/config")));
  }

  /**
   * The same files in the form of the variable, for whoever looks from elsewhere.
   *
   * @return absolute paths
   */
  public String listed() {
    return kubeconfigs().stream()
        .map(file -> file.toAbsolutePath().normalize().toString())
        .collect(Collectors.joining(SEPARATOR));
  }

  /**
   * Finds the access. Blocking reads are made on threads that may block.
   *
   * <p>Errors: {@link InvalidSpecException} if a file, a context or a cluster's entry cannot be
   * used, and what {@link Credentials#header()} signals if a plugin has to bring a certificate.
   *
   * @param choice which one
   * @return the access; empty if there is neither a kubeconfig that names a cluster nor a service
   *     account
   */
  public Mono<ClusterAccess> find(AccessChoice choice) {
    Objects.requireNonNull(choice, "choice");
    return Mono.fromCallable(() -> Kubeconfig.read(kubeconfigs()))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            config ->
                config.files().isEmpty() && choice.context().isEmpty()
                    ? inCluster(choice)
                    : of(config, choice).switchIfEmpty(inCluster(choice)));
  }

  private Mono<ClusterAccess> of(Kubeconfig config, AccessChoice choice) {
    Optional<String> name =
        choice.context().or(() -> leadingTo(config, choice)).or(config::current);
    if (name.isEmpty()) {
      return Mono.empty();
    }
    return Mono.defer(
        () ->
            new ContextAccess(config, context(config, name.get()), machine, clock)
                .open(choice.namespace()));
  }

  /** A context whose cluster is at the server that is wanted, the current one before others. */
  private static Optional<String> leadingTo(Kubeconfig config, AccessChoice choice) {
    return choice
        .server()
        .flatMap(
            server ->
                Stream.concat(config.current().stream(), config.contextNames().stream())
                    .filter(name -> leadsTo(config, name, server))
                    .findFirst());
  }

  private static boolean leadsTo(Kubeconfig config, String context, URI server) {
    return config
        .context(context)
        .flatMap(entry -> entry.text("cluster"))
        .flatMap(config::cluster)
        .flatMap(cluster -> cluster.text("server"))
        .filter(text -> text.equals(server.toString()))
        .isPresent();
  }

  private Entry context(Kubeconfig config, String name) {
    return config
        .context(name)
        .orElseThrow(
            () ->
                new InvalidSpecException(
                    ErrorContext.of("kubernetes", "use context " + name)
                        .withResource(name)
                        .withRemedy(
                            config.contextNames().isEmpty()
                                ? "KUBECONFIG=FILE"
                                : "--context with one of "
                                    + String.join(", ", config.contextNames())),
                    "there is none of that name in " + listed(kubeconfigs()),
                    null));
  }

  private Mono<ClusterAccess> inCluster(AccessChoice choice) {
    return Mono.fromCallable(() -> ServiceAccount.of(machine, clock, choice))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(Mono::justOrEmpty);
  }

  static String listed(List<Path> files) {
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
