package dev.fairlead.jobs.status;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rule of {@link JobStatus#fold}, from the states of steps and nodes to that of the job. */
final class StatusRule {

  /**
   * A step whose end nobody can tell any more, or that is gone: whoever made the nodes saw it
   * succeed.
   */
  private static final Set<MemberState> DONE =
      EnumSet.of(MemberState.SUCCEEDED, MemberState.MISSING, MemberState.LOST);

  private StatusRule() {}

  static JobState state(JobInfo.Form form, List<JobMember> steps, List<JobMember> nodes) {
    Set<MemberState> before = seen(steps);
    Set<MemberState> seen = seen(nodes);
    if (seen.equals(EnumSet.of(MemberState.SUCCEEDED)) && DONE.containsAll(before)) {
      return JobState.SUCCEEDED;
    }
    boolean unreadable =
        seen.contains(MemberState.UNREADABLE) || before.contains(MemberState.UNREADABLE);
    if (before.contains(MemberState.FAILED) || bad(seen)) {
      return goesOn(before) || goesOn(seen) || unreadable ? JobState.FAILING : JobState.FAILED;
    }
    if (unreadable) {
      return JobState.UNKNOWN;
    }
    boolean comes = form == JobInfo.Form.COMPOSED && !before.isEmpty();
    return goesOn(before) ? JobState.STARTING : ofNodes(seen, comes);
  }

  /**
   * What they are once nothing but the nodes can go on.
   *
   * @param comes whether a client may be about to make the first of them
   */
  private static JobState ofNodes(Set<MemberState> seen, boolean comes) {
    if (seen.contains(MemberState.MISSING)) {
      boolean none = seen.size() == 1;
      return goesOn(seen) || (none && comes) ? JobState.INCOMPLETE : JobState.FAILED;
    }
    return seen.contains(MemberState.WAITING) ? JobState.STARTING : JobState.RUNNING;
  }

  private static Set<MemberState> seen(List<JobMember> members) {
    Set<MemberState> seen = EnumSet.noneOf(MemberState.class);
    members.forEach(member -> seen.add(member.state()));
    return seen;
  }

  private static boolean bad(Set<MemberState> seen) {
    return seen.stream().anyMatch(MemberState::bad);
  }

  private static boolean goesOn(Set<MemberState> seen) {
    return seen.contains(MemberState.WAITING) || seen.contains(MemberState.RUNNING);
  }
}
