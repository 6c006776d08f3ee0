package dev.fairlead.spi.job;

/** How far a ranked job is. */
public enum IndexedJobState {
  /** It waits for a place, or for the rest of its containers. */
  PENDING,
  /** It was told to wait, for example by a queue. */
  SUSPENDED,
  /** All its containers have been started, and at least one has not ended. */
  RUNNING,
  /** Every index was observed to end with 0. */
  SUCCEEDED,
  /** It failed. */
  FAILED,
  /** Its time was over before its end, and the runtime ended it. */
  TIMED_OUT,
  /** It is being removed. */
  REMOVING,
  /** The runtime cannot tell. */
  UNKNOWN;

  /**
   * Whether the job has come to its end.
   *
   * @return true if it succeeded, failed or timed out
   */
  public boolean ended() {
    return this == SUCCEEDED || this == FAILED || this == TIMED_OUT;
  }
}
