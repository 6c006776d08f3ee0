package dev.fairlead.spi.container;

/** When the image of a container is pulled before the container is made. */
public enum PullPolicy {
  /** Each time. */
  ALWAYS,
  /** Only if the runtime does not have it. The default. */
  IF_NOT_PRESENT,
  /** Never: an image that is not there is an error. */
  NEVER
}
