package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.internal.start.GpuShares;
import dev.fairlead.jobs.internal.start.NodeSpecs;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.error.InvalidSpecException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GpuSharesTest {

  private final Rig rig = new Rig(Set.of(Capability.GPU));

  private static JobSpecBuilder spec(GpuRequest gpus) {
    return JobSpec.builder("demo", ContainerSpec.builder("host").gpus(gpus).build());
  }

  private List<GpuRequest> choose(JobSpecBuilder spec) {
    return rig.await(new GpuShares(rig.runtime, spec.build()).choose());
  }

  private void hold(String name, String gpus) {
    ContainerSpec holder =
        ContainerSpec.builder("host")
            .name(name)
            .command("sleeper")
            .label(Ownership.GPUS, gpus)
            .build();
    rig.await(rig.runtime.containers().create(holder, PlanMode.STRICT));
  }

  @Test
  void eachNodeGetsItsOwnOfThoseThatNobodyHolds() {
    hold("other", "1_4");
    assertThat(
            choose(
                spec(GpuRequest.ids(List.of("0", "1", "2", "3", "4", "5")))
                    .nodes(2)
                    .gpusPerNode(2)))
        .extracting(GpuRequest::ids)
        .containsExactly(List.of("0", "2"), List.of("3", "5"));
  }

  @Test
  void aNumberOfThemIsTheFirstOnesAndAllIsAll() {
    GpuRequest three = GpuRequest.ids(List.of("0", "1", "2"));
    hold("other", "count-2");
    assertThat(choose(spec(three).gpusPerNode(1)))
        .extracting(GpuRequest::ids)
        .containsExactly(List.of("2"));
    hold("another", "all");
    assertThatThrownBy(() -> choose(spec(three).gpusPerNode(1)))
        .hasMessageContaining("of 3 GPUs 0 are free; others are held by another, other");
  }

  @Test
  void whatHasEndedHoldsNothing() {
    hold("other", "0");
    rig.await(rig.runtime.containers().start(ContainerId.of("other")).thenReturn(1));
    JobSpecBuilder job = spec(GpuRequest.ids(List.of("0"))).gpusPerNode(1);
    assertThatThrownBy(() -> choose(job)).isInstanceOf(InvalidSpecException.class);
    rig.await(rig.runtime.containers().kill(ContainerId.of("other"), Signal.KILL).thenReturn(1));
    assertThat(choose(job)).hasSize(1);
  }

  @Test
  void tooFewAreRefusedAndTheHoldersNamed() {
    hold("other", "1");
    assertThatThrownBy(
            () -> choose(spec(GpuRequest.ids(List.of("0", "1", "2"))).nodes(3).gpusPerNode(1)))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("3 nodes of 1")
        .hasMessageContaining("of 3 GPUs 2 are free; others are held by other");
  }

  @Test
  void aNumberForSeveralNodesNeedsToKnowWhichThereAre() {
    assertThatThrownBy(() -> choose(spec(GpuRequest.count(1)).nodes(2)))
        .hasMessageContaining("does not tell which GPUs there are")
        .hasMessageContaining("--gpus-per-node");
  }

  @Test
  void whatTheTemplateAsksForStaysWhereNothingIsToBeShared() {
    assertThat(choose(spec(GpuRequest.count(2)).nodes(1))).isEmpty();
    assertThat(choose(spec(GpuRequest.all()).nodes(2))).isEmpty();
    assertThat(choose(spec(GpuRequest.ids(List.of("0"))).nodes(2))).isEmpty();
  }

  @Test
  void aRuntimeThatTakesNoNamesGivesEachNodeSoMany() {
    Rig other = new Rig(Set.of());
    JobSpec job = spec(GpuRequest.count(2)).nodes(3).build();
    assertThat(other.await(new GpuShares(other.runtime, job).choose()))
        .hasSize(3)
        .containsOnly(GpuRequest.count(2));
  }

  @Test
  void aNodeWithItsShareSaysSoAndRunsOneProcessForEach() {
    JobSpec job = spec(GpuRequest.all()).nodes(1).gpusPerNode(2).build();
    NodeSpecs nodes = new NodeSpecs(job, rig.runtime, "mark", rig.files);
    nodes.gpus(List.of(GpuRequest.ids(List.of("3", "7"))));
    ContainerSpec node = nodes.node(0, new Rendezvous("here", 1));
    assertThat(node.devices().gpus().orElseThrow().ids()).containsExactly("3", "7");
    assertThat(node.process().env().get(Rendezvous.PROCESSES).value()).isEqualTo("2");
  }

  @Test
  void noneForANodeIsAMistake() {
    assertThatThrownBy(() -> spec(GpuRequest.all()).gpusPerNode(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 GPU or more");
  }
}
