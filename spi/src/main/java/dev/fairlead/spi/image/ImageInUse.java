package dev.fairlead.spi.image;

/** What removing an image does when something still refers to it. */
public enum ImageInUse {
  /** Containers that use it, or further names when it is removed by its id, are a conflict. */
  REFUSE,
  /**
   * It loses all its names even though stopped containers use it. A running container is still a
   * conflict, and no container is ever removed with the image.
   */
  FORCE
}
