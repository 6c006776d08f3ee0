package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.Programs;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.VersionRange;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ErrorContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Runs commands as processes of this machine, without isolation. Never chosen unless it is named.
 */
public final class ProcessBackendProvider implements BackendProvider {

  /** The backend's id, and the scheme of its endpoints. */
  static final String ID = "process";

  static final String FLAVOUR = "local processes, no isolation";
  static final String SOCKETS = "sockets";

  private static final String REMEDY =
      "export " + StateDirectory.VARIABLE + "=DIR, a directory of your own with mode 0700";

  /** Does nothing. */
  public ProcessBackendProvider() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<String> aliases() {
    return Set.of("local");
  }

  @Override
  public Flux<Candidate> probe(ProbeContext context) {
    Objects.requireNonNull(context, "context");
    return Mono.fromCallable(() -> look(context))
        .subscribeOn(Schedulers.boundedElastic())
        .flux()
        .flatMapIterable(found -> found);
  }

  private static List<Candidate> look(ProbeContext context) {
    Optional<URI> explicit = context.explicitHost();
    if (explicit.isPresent() && !ID.equals(explicit.get().getScheme())) {
      return List.of();
    }
    Path home =
        explicit
            .map(uri -> Path.of(uri.getPath()).toAbsolutePath().normalize())
            .orElseGet(() -> StateDirectory.locate(context));
    CandidateOrigin origin =
        explicit.isPresent()
            ? CandidateOrigin.EXPLICIT
            : context.variable(StateDirectory.VARIABLE).isPresent()
                ? CandidateOrigin.VARIABLE
                : CandidateOrigin.WELL_KNOWN;
    return List.of(candidate(context, endpoint(context, home), home, origin));
  }

  private static Endpoint endpoint(ProbeContext context, Path home) {
    Path sockets = StateDirectory.sockets(home, context.variable("XDG_RUNTIME_DIR"));
    return new Endpoint(uri(home), Map.of(SOCKETS, sockets.toString()));
  }

  private static URI uri(Path home) {
    return URI.create(ID + "://" + home.toUri().getRawPath().replaceFirst("/$", ""));
  }

  private static Candidate candidate(
      ProbeContext context, Endpoint endpoint, Path home, CandidateOrigin origin) {
    if (context.operatingSystem() == OperatingSystem.WINDOWS) {
      return Candidate.unusable(
          ID,
          endpoint,
          origin,
          CandidateState.ABSENT,
          List.of(new Evidence("operating system", "Windows has no POSIX signals and permissions")),
          Optional.of("use WSL, or a container runtime"));
    }
    Optional<String> danger = StateDirectory.danger(home);
    if (danger.isPresent()) {
      return Candidate.unusable(
          ID,
          endpoint,
          origin,
          CandidateState.UNHEALTHY,
          List.of(new Evidence("state directory " + home, danger.get())),
          Optional.of(REMEDY));
    }
    List<String> session = Programs.sessionPrefix();
    return Candidate.available(
        ID,
        endpoint,
        origin,
        new VersionRange(version(), Optional.empty(), Optional.empty()),
        FLAVOUR,
        Candidate.ONLY_WHEN_NAMED,
        List.of(
            new Evidence("state directory " + home, "usable"),
            new Evidence(
                "sessions of their own",
                session.isEmpty()
                    ? "neither setsid nor perl: a Ctrl-C at the terminal reaches containers too"
                    : "by " + session.get(0))));
  }

  static String version() {
    String version = ProcessBackendProvider.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(options, "options");
    if (!ID.equals(endpoint.uri().getScheme()) || endpoint.uri().getPath().isEmpty()) {
      throw new IllegalArgumentException(
          "an endpoint of this backend is process:///directory, not " + endpoint);
    }
    return Mono.<Backend>fromCallable(() -> ProcessBackend.open(endpoint, options))
        .subscribeOn(Schedulers.boundedElastic())
        .onErrorMap(
            IOException.class,
            e ->
                e instanceof AccessDeniedException
                    ? ProcessErrors.map("open " + endpoint, e)
                    : new BackendUnavailableException(
                        ErrorContext.of(ID, "open " + endpoint).withRemedy(REMEDY),
                        String.valueOf(e.getMessage()),
                        e));
  }
}
