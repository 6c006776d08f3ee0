package dev.fairlead.kubernetes.metrics;

import dev.fairlead.spi.container.ContainerStats;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code PodMetrics} (metrics.k8s.io/v1beta1): the average use of a window of time that ended
 * at some moment.
 *
 * @param read the end of the window
 * @param window its length
 * @param usage quantities of the wanted container: {@code cpu} in processors, {@code memory} in
 *     bytes of the working set
 */
record PodSample(Instant read, Duration window, Map<?, ?> usage) {

  private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(h|ms|m|s|us|µs|ns)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "h", 3_600_000_000_000L,
          "m", 60_000_000_000L,
          "s", 1_000_000_000L,
          "ms", 1_000_000L,
          "us", 1_000L,
          "µs", 1_000L,
          "ns", 1L);

  /** Reads an answer; empty if it tells nothing of the container yet. */
  static Optional<PodSample> of(Map<?, ?> answer, String container) {
    Optional<Instant> read = time(answer.get("timestamp"));
    if (read.isEmpty() || !(answer.get("containers") instanceof List<?> containers)) {
      return Optional.empty();
    }
    for (Object each : containers) {
      if (each instanceof Map<?, ?> one
          && container.equals(one.get("name"))
          && one.get("usage") instanceof Map<?, ?> usage) {
        return Optional.of(new PodSample(read.get(), window(answer.get("window")), usage));
      }
    }
    return Optional.empty();
  }

  ContainerStats stats(Container container) {
    Optional<BigDecimal> cpu = amount(usage.get("cpu"));
    return new ContainerStats(
        read,
        cpu.map(cores -> OptionalDouble.of(cores.multiply(PERCENT).doubleValue()))
            .orElse(OptionalDouble.empty()),
        OptionalLong.empty(),
        bytes(usage.get("memory")),
        limit(container),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static OptionalLong limit(Container container) {
    Map<String, Quantity> limits =
        container.getResources() == null ? null : container.getResources().getLimits();
    Quantity memory = limits == null ? null : limits.get("memory");
    return memory == null
        ? OptionalLong.empty()
        : OptionalLong.of(memory.getNumericalAmount().longValue());
  }

  private static OptionalLong bytes(@Nullable Object quantity) {
    return amount(quantity)
        .map(amount -> OptionalLong.of(amount.longValue()))
        .orElse(OptionalLong.empty());
  }

  private static Optional<BigDecimal> amount(@Nullable Object quantity) {
    try {
      return quantity == null
          ? Optional.empty()
          : Optional.of(Quantity.parse(quantity.toString()).getNumericalAmount());
    } catch (IllegalArgumentException | ArithmeticException unknown) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> time(@Nullable Object text) {
    try {
      return text == null ? Optional.empty() : Optional.of(Instant.parse(text.toString()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A length of time as Go writes it, such as {@code 1m15.05s}. */
  private static Duration window(@Nullable Object text) {
    Matcher part = PART.matcher(String.valueOf(text));
    long nanos = 0;
    while (part.find()) {
      nanos +=
          new BigDecimal(part.group(1))
              .multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L)))
              .longValue();
    }
    return Duration.ofNanos(nanos);
  }
}
