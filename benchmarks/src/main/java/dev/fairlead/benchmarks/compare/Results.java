package dev.fairlead.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What all peers measured in one row, and its table. */
final class Results {

  private final String title;
  private final String unit;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  Results(String title, String unit, List<String> peers) {
    this.title = title;
    this.unit = unit;
    peers.forEach(peer -> samples.put(peer, new ArrayList<>()));
  }

  void add(String peer, Sample sample) {
    Objects.requireNonNull(samples.get(peer)).add(sample);
  }

  double median(String peer, String value) {
    double[] all =
        samples.getOrDefault(peer, List.of()).stream()
            .mapToDouble(sample -> sample.get(value))
            .filter(number -> !Double.isNaN(number))
            .sorted()
            .toArray();
    if (all.length == 0) {
      return Double.NaN;
    }
    return (all[all.length / 2] + all[(all.length - 1) / 2]) / 2;
  }

  /** How a value is shown, and which way is better. */
  private record Column(String value, String heading, double factor, boolean moreIsBetter) {}

  private List<Column> columns() {
    String per = unit.equals("MB/s") ? "MB" : unit.startsWith("lines") ? "line" : "op";
    return List.of(
        new Column(Sample.RATE, unit, 1, true),
        per.equals("MB")
            ? new Column(Sample.CPU, "CPU ms per MB", 1e3, false)
            : new Column(Sample.CPU, "CPU us per " + per, 1e6, false),
        new Column(Sample.ALLOCATED, "allocated KB per " + per, 1e-3, false),
        new Column(Sample.THREADS, "threads", 1, false),
        new Column(Sample.PEAK_HEAP, "peak heap MB", 1, false),
        new Column(Sample.PEAK_LIVE, "most left by GC MB", 1, false),
        new Column(Sample.LIVE, "heap of streams MB", 1, false),
        new Column(Sample.RSS, "RSS MB", 1, false),
        new Column(Sample.P50, "p50 us", 1, false),
        new Column(Sample.P99, "p99 us", 1, false),
        new Column(Sample.CONTROL_P99, "control p99 us", 1, false),
        new Column(Sample.SPLIT, "lines cut", 1, false),
        new Column(Sample.IN_FLIGHT, "in flight KiB", 1, false));
  }

  String table() {
    List<Column> shown =
        columns().stream()
            .filter(
                column ->
                    samples.keySet().stream()
                        .anyMatch(peer -> !Double.isNaN(median(peer, column.value()))))
            .toList();
    StringBuilder table = new StringBuilder("| " + title + " |");
    shown.forEach(column -> table.append(' ').append(column.heading()).append(" |"));
    table.append("\n|---|").append("---|".repeat(shown.size())).append('\n');
    for (String peer : samples.keySet()) {
      table.append("| ").append(peer).append(" |");
      for (Column column : shown) {
        table.append(' ').append(number(median(peer, column.value()) * column.factor()));
        table.append(spread(peer, column)).append(" |");
      }
      table.append('\n');
    }
    ratios(table, shown, "docker-java", "**Fairlead to the better docker-java**");
    ratios(table, shown, Peers.LOOP, "Fairlead to the JDK loop");
    ratios(table, shown, Peers.DOCKER, "**Fairlead to the docker command**");
    return table.toString();
  }

  private String spread(String peer, Column column) {
    List<Sample> rounds = samples.getOrDefault(peer, List.of());
    if (!column.value().equals(Sample.RATE) || rounds.size() < 2) {
      return "";
    }
    double low = rounds.stream().mapToDouble(s -> s.get(Sample.RATE)).min().orElse(Double.NaN);
    double high = rounds.stream().mapToDouble(s -> s.get(Sample.RATE)).max().orElse(Double.NaN);
    return " (" + number(low) + " to " + number(high) + ")";
  }

  private void ratios(StringBuilder table, List<Column> shown, String peers, String name) {
    if (samples.keySet().stream().noneMatch(peer -> peer.startsWith(peers))) {
      return;
    }
    table.append("| ").append(name).append(" |");
    for (Column column : shown) {
      double best = Double.NaN;
      for (String peer : samples.keySet()) {
        double value = median(peer, column.value());
        if (peer.startsWith(peers) && !Double.isNaN(value)) {
          best =
              Double.isNaN(best)
                  ? value
                  : column.moreIsBetter() ? Math.max(best, value) : Math.min(best, value);
        }
      }
      double ratio = median(Peers.FAIRLEAD, column.value()) / best;
      table.append(Double.isFinite(ratio) ? String.format(Locale.ROOT, " %.2fx |", ratio) : " |");
    }
    table.append('\n');
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    double size = Math.abs(value);
    return String.format(
        Locale.ROOT, size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}
