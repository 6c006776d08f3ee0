package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.AccessReview.Right;
import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.VersionRange;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.system.Answer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Looks at the one cluster that is meant on a machine: its version, and what this user may do. */
final class ClusterProbe {

  private static final int RANK = 100;
  private static final String REMEDY = "KUBECONFIG=FILE, or kubectl config use-context NAME";

  private final ProbeContext machine;
  private final ClusterPlaces places;

  ClusterProbe(ProbeContext machine) {
    this.machine = machine;
    this.places = new ClusterPlaces(machine, Clock.systemUTC());
  }

  Mono<Candidate> look() {
    Optional<URI> host = machine.explicitHost();
    if (host.filter(uri -> !ClusterChoice.isServer(uri)).isPresent()) {
      return Mono.just(
          absent(
              Endpoint.of(host.get()),
              new Evidence("the host that was asked for", "no https address of an API server")));
    }
    return places
        .find(ClusterChoice.of(machine))
        .filter(access -> host.isEmpty() || access.server().equals(host.get()))
        .map(this::ask)
        .switchIfEmpty(Mono.fromSupplier(() -> Mono.just(nothing())))
        // What is found in time has a time of its own, and says itself what it waited for.
        .timeout(machine.deadline())
        .onErrorResume(TimeoutException.class, late -> Mono.just(Mono.just(late())))
        .flatMap(answer -> answer)
        .onErrorResume(ContainerException.class, error -> Mono.just(unusable(error)));
  }

  private Mono<Candidate> ask(ClusterAccess access) {
    Endpoint endpoint = endpoint(access);
    BackendOptions limits =
        BackendOptions.defaults()
            .with(BackendOptions.CONNECT_TIMEOUT, machine.deadline())
            .with(BackendOptions.OPERATION_TIMEOUT, machine.deadline());
    return Mono.usingWhen(
            Mono.fromSupplier(() -> ApiServer.open(access, limits)),
            server ->
                ServerVersion.ask(server, "ask for the version")
                    .flatMap(
                        version ->
                            new OwnNamespace(server)
                                .isThere()
                                .flatMap(there -> judge(access, server, endpoint, version, there))),
            ApiServer::close)
        .timeout(machine.deadline())
        .onErrorResume(
            TimeoutException.class,
            late ->
                Mono.just(
                    unhealthy(
                        access,
                        endpoint,
                        "no answer within " + machine.deadline().toMillis() + " ms",
                        "kubectl cluster-info")))
        .onErrorResume(
            ContainerException.class,
            error ->
                Mono.just(
                    unhealthy(
                        access,
                        endpoint,
                        String.valueOf(error.getMessage()),
                        error.context().remedy().orElse("kubectl cluster-info"))));
  }

  /** With all that is needed to open it from elsewhere, also without the variables of this one. */
  private Endpoint endpoint(ClusterAccess access) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(ClusterChoice.NAMESPACE, access.namespace());
    access
        .context()
        .ifPresent(
            name -> {
              settings.put(ClusterChoice.CONTEXT, name);
              settings.put(ClusterChoice.KUBECONFIG, places.listed());
            });
    return new Endpoint(access.server(), settings);
  }

  private Mono<Candidate> judge(
      ClusterAccess access,
      ApiServer server,
      Endpoint endpoint,
      ServerVersion version,
      Answer there) {
    return there == Answer.NO && !ClusterChoice.createsNamespace(machine)
        ? Mono.just(homeless(access, endpoint, version))
        : new AccessReview(server)
            .lacking()
            .map(lacking -> judge(access, endpoint, version, lacking));
  }

  private Candidate homeless(ClusterAccess access, Endpoint endpoint, ServerVersion version) {
    return Candidate.unusable(
        KubernetesProvider.ID,
        endpoint,
        origin(access),
        CandidateState.UNHEALTHY,
        List.of(
            source(access),
            new Evidence("GET /version at " + endpoint, "200, " + version.number()),
            new Evidence("namespace " + access.namespace(), "it is not there")),
        Optional.of(
            "--create-namespace, kubectl create namespace "
                + access.namespace()
                + ", or another --namespace"));
  }

  private Candidate judge(
      ClusterAccess access, Endpoint endpoint, ServerVersion version, List<Right> lacking) {
    Evidence answered = new Evidence("GET /version at " + endpoint, "200, " + version.number());
    if (!lacking.isEmpty()) {
      String rights = lacking.stream().map(Right::toString).collect(Collectors.joining(", "));
      return Candidate.unusable(
          KubernetesProvider.ID,
          endpoint,
          origin(access),
          CandidateState.UNHEALTHY,
          List.of(
              source(access),
              answered,
              new Evidence(
                  "what this user may do in namespace " + access.namespace(),
                  "it may not " + rights)),
          Optional.of("a role that allows it, or another --namespace"));
    }
    return Candidate.available(
        KubernetesProvider.ID,
        endpoint,
        origin(access),
        new VersionRange(version.number(), Optional.empty(), Optional.empty()),
        version.flavour(),
        RANK,
        List.of(
            source(access),
            answered,
            new Evidence(
                "what this user may do in namespace " + access.namespace(), "all that is needed")));
  }

  private Candidate unhealthy(
      ClusterAccess access, Endpoint endpoint, String found, String remedy) {
    return Candidate.unusable(
        KubernetesProvider.ID,
        endpoint,
        origin(access),
        CandidateState.UNHEALTHY,
        List.of(source(access), new Evidence("GET /version at " + endpoint, found)),
        Optional.of(remedy));
  }

  private Evidence source(ClusterAccess access) {
    return new Evidence(
        places.chosenByVariable() ? "KUBECONFIG" : "kubeconfig",
        access.source() + ", namespace " + access.namespace());
  }

  private CandidateOrigin origin(ClusterAccess access) {
    if (machine.explicitHost().isPresent()) {
      return CandidateOrigin.EXPLICIT;
    }
    if (places.chosenByVariable() || machine.variable(ClusterChoice.CONTEXT_VARIABLE).isPresent()) {
      return CandidateOrigin.VARIABLE;
    }
    return access.context().isPresent()
        ? CandidateOrigin.CONFIGURATION
        : CandidateOrigin.WELL_KNOWN;
  }

  /** Where it was looked, when nothing was found. */
  private Endpoint looked() {
    return machine
        .explicitHost()
        .map(Endpoint::of)
        .orElseGet(
            () -> Endpoint.of(places.kubeconfigs().get(0).toAbsolutePath().normalize().toUri()));
  }

  private Candidate nothing() {
    String files =
        places.kubeconfigs().stream().map(Path::toString).collect(Collectors.joining(", "));
    return absent(
        looked(),
        new Evidence(
            files,
            machine.explicitHost().isPresent()
                ? "no context leads to " + machine.explicitHost().get()
                : "no current context, and no service account of a pod either"));
  }

  private static Candidate absent(Endpoint endpoint, Evidence evidence) {
    return Candidate.unusable(
        KubernetesProvider.ID,
        endpoint,
        CandidateOrigin.WELL_KNOWN,
        CandidateState.ABSENT,
        List.of(evidence),
        Optional.of(REMEDY));
  }

  private Candidate unusable(ContainerException error) {
    return Candidate.unusable(
        KubernetesProvider.ID,
        looked(),
        places.chosenByVariable() ? CandidateOrigin.VARIABLE : CandidateOrigin.CONFIGURATION,
        CandidateState.UNHEALTHY,
        List.of(new Evidence("kubeconfig", String.valueOf(error.getMessage()))),
        error.context().remedy().or(() -> Optional.of(REMEDY)));
  }

  private Candidate late() {
    return Candidate.unusable(
        KubernetesProvider.ID,
        looked(),
        CandidateOrigin.CONFIGURATION,
        CandidateState.UNHEALTHY,
        List.of(
            new Evidence(
                "credentials of the kubeconfig",
                "not there within " + machine.deadline().toMillis() + " ms")),
        Optional.of("kubectl get pods, to see what its plugin waits for"));
  }
}
