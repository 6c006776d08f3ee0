package dev.fairlead.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Fairlead against one peer in one case, both from the same run.
 *
 * <p>A benchmark class compares its method {@code fairlead} with each of its other methods, which
 * are named after the peer.
 *
 * @param benchmark simple name of the benchmark class, with its parameters
 * @param peer name of the peer
 * @param ratio how many times the peer's throughput Fairlead reaches
 * @param low the ratio if both scores lie at the unfavourable end of their error
 * @param high the ratio if both scores lie at the favourable end
 */
public record Comparison(String benchmark, String peer, double ratio, double low, double high) {

  private static final String OURS = "fairlead";

  /**
   * Compares the scores of a run.
   *
   * @param results throughput of all methods
   * @return a comparison for each peer in each case
   */
  public static List<Comparison> of(Collection<RunResult> results) {
    Map<String, Map<String, Result<?>>> cases = new TreeMap<>();
    for (RunResult result : results) {
      cases
          .computeIfAbsent(caseOf(result.getParams()), name -> new TreeMap<>())
          .put(methodOf(result.getParams()), result.getPrimaryResult());
    }
    List<Comparison> comparisons = new ArrayList<>();
    cases.forEach(
        (name, scores) -> {
          Result<?> ours = scores.get(OURS);
          if (ours != null) {
            scores.forEach(
                (method, peer) -> {
                  if (!method.equals(OURS)) {
                    comparisons.add(compare(name, ours, method, peer));
                  }
                });
          }
        });
    return comparisons;
  }

  private static Comparison compare(String name, Result<?> ours, String method, Result<?> peer) {
    return new Comparison(
        name,
        method,
        ours.getScore() / peer.getScore(),
        Math.max(0, ours.getScore() - error(ours)) / (peer.getScore() + error(peer)),
        (ours.getScore() + error(ours)) / Math.max(0, peer.getScore() - error(peer)));
  }

  /** Half the width of the interval that holds the score with 99.9 %; unknown for one iteration. */
  private static double error(Result<?> result) {
    return Double.isNaN(result.getScoreError()) ? 0 : result.getScoreError();
  }

  private static String caseOf(BenchmarkParams params) {
    String method = params.getBenchmark();
    String type = method.substring(0, method.lastIndexOf('.'));
    StringBuilder name = new StringBuilder(type.substring(type.lastIndexOf('.') + 1));
    for (String key : params.getParamsKeys()) {
      name.append(' ').append(key).append('=').append(params.getParam(key));
    }
    return name.toString();
  }

  private static String methodOf(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %.2f times %s (%.2f to %.2f)", benchmark, ratio, peer, low, high);
  }
}
