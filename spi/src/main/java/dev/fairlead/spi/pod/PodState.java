package dev.fairlead.spi.pod;

/** What a pod is doing, in one model for all runtimes. */
public enum PodState {
  /** It exists, and none of its containers ran yet. */
  CREATED,
  /** All its containers run. */
  RUNNING,
  /** Some of its containers run. */
  DEGRADED,
  /** It is frozen. */
  PAUSED,
  /** It is being stopped. */
  STOPPING,
  /** None of its containers runs any more. */
  EXITED,
  /** It is being removed. */
  REMOVING,
  /** It is broken and can only be removed. */
  DEAD,
  /** The runtime cannot tell, for example since the machine it runs on does not answer. */
  UNKNOWN
}
