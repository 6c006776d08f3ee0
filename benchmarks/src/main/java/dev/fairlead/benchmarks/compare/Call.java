package dev.fairlead.benchmarks.compare;

/** A short piece of work that is done again and again, and checks its own result. */
enum Call {
  /** {@code GET /_ping}. */
  PING,
  /** A container's description, as typed values. */
  INSPECT,
  /** A list of 100 containers, as typed values. */
  LIST,
  /** Create an exec, start it, read its output to the end, ask for its exit code. */
  EXEC,
  /** Create a container, start it, wait for its end, remove it. */
  LIFECYCLE
}
