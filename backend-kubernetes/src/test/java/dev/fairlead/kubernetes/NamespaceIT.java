package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A namespace that is not there is made for who asks for it, and for nobody else. */
@Tag("side-by-side")
class NamespaceIT {

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  private String fresh() {
    return space.name("ns");
  }

  private ProbeContext machine(Map<String, String> more) {
    ProbeContext machine = OpenNamespace.machine(space.cluster().kubeconfig());
    Map<String, String> variables = new HashMap<>(machine.environment());
    variables.put(ClusterChoice.NAMESPACE_VARIABLE, fresh());
    variables.putAll(more);
    return machine.withEnvironment(variables);
  }

  private Candidate probe(Map<String, String> more) {
    return Objects.requireNonNull(new KubernetesProvider().probe(machine(more)).blockLast(LIMIT));
  }

  private Backend open(BackendOptions options) {
    return get(
        new KubernetesProvider()
            .open(
                probe(Map.of()).endpoint(),
                options.with(BackendOptions.MACHINE, machine(Map.of()))));
  }

  @AfterEach
  void namespaceIsRemoved() {
    ApiPath path = ApiPath.ofCluster("", "v1", "namespaces").named(fresh());
    space.asked(
        server ->
            server
                .call(
                    new ApiCall(
                        HttpRequest.delete(path.path()),
                        path,
                        "remove a namespace",
                        NotFoundException.Kind.OTHER),
                    Map.class)
                .map(answer -> "removed")
                .onErrorReturn(NotFoundException.class, "never made"));
  }

  @Test
  void whatIsMissingIsToldWithItsRemedyAndNothingIsMade() {
    Candidate found = probe(Map.of());
    assertThat(found.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(found.evidence().toString()).contains("namespace " + fresh(), "it is not there");
    assertThat(found.remedy())
        .hasValueSatisfying(
            remedy ->
                assertThat(remedy)
                    .contains("--create-namespace")
                    .contains("kubectl create namespace " + fresh()));
    Backend backend = open(BackendOptions.defaults());
    backend
        .containers()
        .launch(space.sh("exit 0").build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("namespaces \"" + fresh() + "\" not found")
                    .hasMessageContaining("--create-namespace"))
        .verify(LIMIT);
    backend.close().block(LIMIT);
    assertThat(probe(Map.of()).state()).isEqualTo(CandidateState.UNHEALTHY);
  }

  @Test
  void whoAsksForItGetsItAndPodsRunInIt() {
    assertThat(probe(Map.of(ClusterChoice.CREATE_VARIABLE, "true")).state())
        .isEqualTo(CandidateState.AVAILABLE);
    BackendOptions asking =
        BackendOptions.defaults().with(KubernetesProvider.CREATE_NAMESPACE, true);
    Backend backend = open(asking);
    ContainerId id =
        get(backend.containers().launch(space.sh("exit 6").build(), PlanMode.STRICT)).id();
    assertThat(get(backend.containers().waitFor(id, WaitCondition.NOT_RUNNING)))
        .isEqualTo(new Exit.Exited(6));
    backend.containers().remove(id, RemoveOptions.force()).block(LIMIT);
    backend.close().block(LIMIT);
    assertThat(probe(Map.of()).state()).isEqualTo(CandidateState.AVAILABLE);
    // It is there now, and asking again is no mistake.
    Mono.usingWhen(Mono.fromSupplier(() -> open(asking)), Mono::just, Backend::close).block(LIMIT);
  }
}
