package dev.fairlead.app.copy;

/** Whom copied files belong to. */
public enum Owners {
  /** To whoever receives them: root inside a container, the user who copies outside. */
  RECEIVER,
  /** To the numbers that they had at their source. */
  SOURCE
}
