package dev.fairlead.jobs.status;

/** How a job is, folded from how its nodes are: see {@link JobStatus#fold}. */
public enum JobState {
  /** An init step goes on, or all its containers are there and some have not been started yet. */
  STARTING,
  /** All its nodes were started, and at least one has not ended. */
  RUNNING,
  /**
   * Some of its nodes have no container, and others go on or its init steps are through: it is
   * being made, or was damaged.
   */
  INCOMPLETE,
  /** It has failed, and some of its nodes still go on. */
  FAILING,
  /** It has failed, and nothing of it goes on. */
  FAILED,
  /** Each of its nodes was observed to end with exit code 0. */
  SUCCEEDED,
  /** Nothing speaks against it, but some of its nodes cannot be read. */
  UNKNOWN;

  /**
   * Whether the job has come to its end.
   *
   * @return true if it succeeded or failed, and nothing of it goes on
   */
  public boolean ended() {
    return this == SUCCEEDED || this == FAILED;
  }
}
