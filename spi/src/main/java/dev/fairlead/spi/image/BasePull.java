package dev.fairlead.spi.image;

/** When a build asks the registry for the images it starts from. */
public enum BasePull {
  /** Only for those that are not here. */
  IF_ABSENT,
  /** Each time. */
  ALWAYS
}
