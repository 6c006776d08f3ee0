package dev.fairlead.spi;

/** What becomes of a specification some of whose fields a backend cannot keep. */
public enum PlanMode {
  /** A dropped field refuses the specification. The default everywhere. */
  STRICT,
  /** Dropped fields are left out. */
  LENIENT
}
