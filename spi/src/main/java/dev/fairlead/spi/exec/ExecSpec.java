package dev.fairlead.spi.exec;

import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.TerminalSize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A command to execute in a running container.
 *
 * @param command program and arguments, not empty; never split, joined or given to a shell
 * @param env environment variables added to the container's own, in order
 * @param user name or number, with a group after a colon; empty for the container's own
 * @param workingDirectory absolute path; empty for the container's own
 * @param stdin whether this client writes to its standard input
 * @param tty whether it has a terminal, and so a single output stream
 * @param size size of that terminal; empty for the runtime's default
 * @param privileged whether it may do all that the runtime may
 */
public record ExecSpec(
    List<String> command,
    Map<String, EnvValue> env,
    Optional<String> user,
    Optional<String> workingDirectory,
    boolean stdin,
    boolean tty,
    Optional<TerminalSize> size,
    boolean privileged) {

  /** Checks and copies; the order of variables is kept. */
  public ExecSpec {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("there is no command to execute");
    }
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    env.keySet().forEach(ProcessSpec::checkName);
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(workingDirectory, "workingDirectory");
    Objects.requireNonNull(size, "size");
  }

  /**
   * A command without input, terminal or further wishes.
   *
   * @param command program and arguments
   * @return the specification
   */
  public static ExecSpec of(String... command) {
    return builder(List.of(command)).build();
  }

  /**
   * Starts a specification.
   *
   * @param command program and arguments
   * @return a builder with nothing else set
   */
  public static Builder builder(List<String> command) {
    return new Builder(command);
  }

  /** Collects an {@link ExecSpec}. For one thread. */
  public static final class Builder {

    private final List<String> command;
    private final Map<String, EnvValue> env = new LinkedHashMap<>();
    private Optional<String> user = Optional.empty();
    private Optional<String> workingDirectory = Optional.empty();
    private boolean stdin;
    private boolean tty;
    private Optional<TerminalSize> size = Optional.empty();
    private boolean privileged;

    private Builder(List<String> command) {
      this.command = new ArrayList<>(command);
    }

    /**
     * Adds an environment variable.
     *
     * @param name its name
     * @param value its value
     * @return this builder
     */
    public Builder env(String name, EnvValue value) {
      env.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Adds an environment variable.
     *
     * @param name its name
     * @param value its value
     * @return this builder
     */
    public Builder env(String name, String value) {
      return env(name, new EnvValue(value, EnvValue.Sensitivity.PLAIN));
    }

    /**
     * Sets the user.
     *
     * @param value name or number, with a group after a colon
     * @return this builder
     */
    public Builder user(String value) {
      user = Optional.of(value);
      return this;
    }

    /**
     * Sets the working directory.
     *
     * @param value an absolute path inside
     * @return this builder
     */
    public Builder workingDirectory(String value) {
      workingDirectory = Optional.of(value);
      return this;
    }

    /**
     * Sets whether this client writes to standard input.
     *
     * @param value whether it does
     * @return this builder
     */
    public Builder stdin(boolean value) {
      stdin = value;
      return this;
    }

    /**
     * Sets whether the command has a terminal.
     *
     * @param value whether it has
     * @return this builder
     */
    public Builder tty(boolean value) {
      tty = value;
      return this;
    }

    /**
     * Sets the size of the terminal.
     *
     * @param value the size
     * @return this builder
     */
    public Builder size(TerminalSize value) {
      size = Optional.of(value);
      return this;
    }

    /**
     * Sets whether it may do all that the runtime may.
     *
     * @param value whether it may
     * @return this builder
     */
    public Builder privileged(boolean value) {
      privileged = value;
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the specification
     */
    public ExecSpec build() {
      return new ExecSpec(command, env, user, workingDirectory, stdin, tty, size, privileged);
    }
  }
}
