package dev.fairlead.jobs.internal.found;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobNode;
import dev.fairlead.spi.job.IndexedJobState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node of a job waits for that the runtime schedules. */
class ScheduledMembersTest {

  private static final String WHY = "node 0: Pending, 0/1 nodes are available";

  private static JobMember member(IndexedJobState job, Optional<String> container) {
    IndexedJobNode node =
        new IndexedJobNode(
            0,
            container.map(ContainerId::of),
            container.isPresent() ? ContainerState.CREATED : ContainerState.ABSENT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0);
    IndexedJobInfo info =
        new IndexedJobInfo(
            "train",
            job,
            "",
            List.of(node),
            Optional.empty(),
            Optional.of(WHY),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    return ScheduledJobs.members(info, 1).get(0);
  }

  @Test
  void whatWaitsSaysForWhatWithAndWithoutAContainer() {
    for (Optional<String> container : List.of(Optional.of("pod"), Optional.<String>empty())) {
      JobMember member = member(IndexedJobState.PENDING, container);
      assertThat(member.state()).isEqualTo(MemberState.WAITING);
      assertThat(member.container()).isEqualTo(container.map(ContainerId::of));
      assertThat(member.reason()).isEqualTo(WHY);
    }
  }

  @Test
  void whatWasNotStartedWhenTheJobEndedIsMissing() {
    assertThat(member(IndexedJobState.FAILED, Optional.of("pod")).state())
        .isEqualTo(MemberState.MISSING);
  }
}
