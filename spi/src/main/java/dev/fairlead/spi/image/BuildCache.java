package dev.fairlead.spi.image;

/** Whether a build may take over the results of earlier ones. */
public enum BuildCache {
  /** Steps that did not change are taken from earlier builds. */
  USE,
  /** Every step runs anew. */
  IGNORE
}
