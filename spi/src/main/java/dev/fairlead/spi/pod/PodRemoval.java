package dev.fairlead.spi.pod;

/** What removing a pod does when its containers run. */
public enum PodRemoval {
  /** A pod with running containers is a conflict. */
  IF_STOPPED,
  /** Running containers are killed. */
  FORCE
}
