package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.StatsMode;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.testing.RequestLog;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.StepVerifier;

/** What is declared is what this cluster has. */
@Tag("side-by-side")
class ClusterTraitsIT {

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  @Test
  void clusterThatMeasuresNothingSaysSoBeforeAnythingIsAsked() {
    assertThat(space.has(Capability.STATS)).isFalse();
    assertThat(space.backend().capabilities().absence(Capability.STATS))
        .contains("the cluster has no metrics.k8s.io, which a metrics server would add");
    RequestLog requests = space.cluster().requestsFromNow();
    space
        .containers()
        .stats(ContainerId.of(space.name("none")), StatsMode.ONE_SHOT)
        .as(StepVerifier::create)
        .expectError(OperationUnsupportedException.class)
        .verify(LIMIT);
    assertThat(requests.all().stream().filter(each -> each.uri().contains(space.name("none"))))
        .isEmpty();
  }

  @Test
  void whoMayNotSeeClassesOfStorageIsToldSo() {
    Backend nobody = space.open(space.cluster().nobodyKubeconfig(), BackendOptions.defaults());
    assertThat(nobody.capabilities().note(Capability.VOLUMES))
        .hasValueSatisfying(note -> assertThat(note).contains("may not see"));
  }
}
