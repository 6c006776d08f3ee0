package dev.fairlead.spi;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is set when a backend is opened: deadlines that all backends know, and options of one
 * backend. Options that a backend does not know are ignored by it. Immutable.
 */
public final class BackendOptions {

  /** How long connecting may take; 5 seconds by default. */
  public static final Option<Duration> CONNECT_TIMEOUT =
      Option.of("connect-timeout", Duration.class);

  /**
   * How long a call may stay without an answer; 30 seconds by default. Streams, waits and calls
   * that last as long as their work are bounded by their own rules.
   */
  public static final Option<Duration> OPERATION_TIMEOUT =
      Option.of("operation-timeout", Duration.class);

  /**
   * How long a start may take, with all that the runtime does before the first process runs:
   * placing, pulling, booting. Each backend has a default of its own.
   */
  public static final Option<Duration> START_TIMEOUT = Option.of("start-timeout", Duration.class);

  /**
   * The machine whose environment variables and files a backend reads where its runtime's own tools
   * do so too, for example logins that they stored; this machine by default.
   */
  public static final Option<ProbeContext> MACHINE = Option.of("machine", ProbeContext.class);

  private static final BackendOptions DEFAULTS = new BackendOptions(Map.of());

  private final Map<Option<?>, Object> values;

  private BackendOptions(Map<Option<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Nothing set.
   *
   * @return the defaults
   */
  public static BackendOptions defaults() {
    return DEFAULTS;
  }

  /**
   * These options and one more.
   *
   * @param <T> type of the value
   * @param option what to set
   * @param value its value
   * @return a copy
   */
  public <T> BackendOptions with(Option<T> option, T value) {
    Map<Option<?>, Object> copy = new LinkedHashMap<>(values);
    copy.put(Objects.requireNonNull(option, "option"), option.type().cast(value));
    return new BackendOptions(copy);
  }

  /**
   * The value of an option.
   *
   * @param <T> type of the value
   * @param option which
   * @return its value; empty when it is not set
   */
  public <T> Optional<T> find(Option<T> option) {
    return Optional.ofNullable(values.get(option)).map(option.type()::cast);
  }

  /**
   * How long connecting may take.
   *
   * @return {@link #CONNECT_TIMEOUT} or its default
   */
  public Duration connectTimeout() {
    return find(CONNECT_TIMEOUT).orElse(Duration.ofSeconds(5));
  }

  /**
   * How long a call may stay without an answer.
   *
   * @return {@link #OPERATION_TIMEOUT} or its default
   */
  public Duration operationTimeout() {
    return find(OPERATION_TIMEOUT).orElse(Duration.ofSeconds(30));
  }

  /**
   * The machine whose variables and files are read.
   *
   * @return {@link #MACHINE} or its default, which is looked at anew by each call
   */
  public ProbeContext machine() {
    return find(MACHINE).orElseGet(ProbeContext::ofThisMachine);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BackendOptions that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(
            entry ->
                entry.getKey().name()
                    + "="
                    + (entry.getKey().sensitivity() == Option.Sensitivity.SECRET
                        ? "***"
                        : entry.getValue()))
        .sorted()
        .collect(Collectors.joining(", ", "BackendOptions[", "]"));
  }
}
