package dev.fairlead.app.copy;

/** What becomes of a symbolic link that is the source of a copy itself. */
public enum Links {
  /** It is copied as a link. */
  KEEP,
  /** What it leads to is copied. */
  FOLLOW
}
