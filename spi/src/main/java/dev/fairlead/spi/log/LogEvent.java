package dev.fairlead.spi.log;

/** What a log yields: output, or the honest word that some of it is missing. */
public sealed interface LogEvent permits OutputFrame, Gap {}
