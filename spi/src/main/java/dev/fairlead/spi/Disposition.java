package dev.fairlead.spi;

/** What becomes of one field of a specification on one backend. */
public enum Disposition {
  /** Does exactly what was asked. */
  KEPT,
  /** Does something near to what was asked; the plan says how it differs. */
  APPROXIMATED,
  /** Would be ignored; the plan says why. */
  DROPPED
}
