package dev.fairlead.app;

/** Whoever read our output has gone; the command ends, and that is no error. */
final class ClosedPipeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClosedPipeException(Throwable cause) {
    super("the reader of the output has gone", cause);
  }
}
