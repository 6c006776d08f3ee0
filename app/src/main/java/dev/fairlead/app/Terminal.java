package dev.fairlead.app;

import dev.fairlead.spi.ProbeContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * What surrounds one execution of the command: its streams, machine and directory. A test makes its
 * own.
 *
 * @param in standard input
 * @param rawOut standard output for a container's bytes; a failed write must throw
 * @param rawErr standard error for a container's bytes; a failed write must throw
 * @param machine the machine that runtimes are looked for on, with the environment variables
 * @param directory the working directory
 * @param width columns of the terminal that standard output is; empty if it is none
 * @param tty looks whether standard input is a terminal, which takes a moment
 */
record Terminal(
    InputStream in,
    OutputStream rawOut,
    OutputStream rawErr,
    ProbeContext machine,
    Path directory,
    Supplier<OptionalInt> width,
    Supplier<Optional<Tty>> tty) {

  PrintStream out() {
    return new PrintStream(rawOut, true, StandardCharsets.UTF_8);
  }

  PrintStream err() {
    return new PrintStream(rawErr, true, StandardCharsets.UTF_8);
  }

  /** Whether people see what is written to standard output. */
  boolean outIsTerminal() {
    return OutputDevice.isTerminal(rawOut);
  }

  /** Whether people see what is written to standard error. */
  boolean errIsTerminal() {
    return OutputDevice.isTerminal(rawErr);
  }

  ProcessIo processIo() {
    return new ProcessIo(in, rawOut, rawErr);
  }

  @Override
  public String toString() {
    return "Terminal[" + directory + "]";
  }
}
