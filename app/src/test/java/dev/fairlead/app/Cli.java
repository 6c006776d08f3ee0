package dev.fairlead.app;

import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The command as a user has it, in this process: arguments in, streams and exit code out. */
final class Cli {

  private final Map<String, String> environment = new HashMap<>();
  private final Path home;
  private InputStream input = InputStream.nullInputStream();
  private Duration patience = Duration.ofMillis(800);
  private Runnable written = () -> {};

  /** On a machine with nothing on it but a home directory. */
  Cli(Path home) {
    this.home = home;
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", home.toString());
  }

  Cli with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Cli input(byte[] bytes) {
    return input(new ByteArrayInputStream(bytes));
  }

  /** An input that goes on for as long as the stream does. */
  Cli input(InputStream stream) {
    input = stream;
    return this;
  }

  /** How long an endpoint may take to answer, where a daemon is not on this machine. */
  Cli patience(Duration value) {
    patience = value;
    return this;
  }

  /** Its surroundings, with nobody to see what it says. */
  Terminal terminal() {
    return terminal(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
  }

  /** Told whenever something was written to standard output. */
  Cli onOutput(Runnable told) {
    written = told;
    return this;
  }

  Result run(String... args) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            written.run();
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(terminal(out, err), args);
    return new Result(code, out, err.toString(StandardCharsets.UTF_8));
  }

  private Terminal terminal(OutputStream out, OutputStream err) {
    ProbeContext machine =
        new ProbeContext(
            environment,
            home,
            OperatingSystem.LINUX,
            Optional.empty(),
            patience,
            home.resolve("root"));
    return new Terminal(input, out, err, machine, home, OptionalInt::empty, Optional::empty);
  }

  /** What came of it. */
  record Result(int code, ByteArrayOutputStream bytesOut, String err) {

    byte[] bytes() {
      return bytesOut.toByteArray();
    }

    String out() {
      return bytesOut.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "exit code " + code + "\n--- out\n" + out() + "\n--- err\n" + err;
    }
  }
}
