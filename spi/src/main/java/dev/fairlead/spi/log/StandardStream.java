package dev.fairlead.spi.log;

/** The stream that a piece of output was written to. */
public enum StandardStream {
  /** Standard output; also all output of a terminal, which has one stream only. */
  STDOUT,
  /** Standard error. */
  STDERR
}
