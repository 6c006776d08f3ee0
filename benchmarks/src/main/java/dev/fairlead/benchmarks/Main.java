package dev.fairlead.benchmarks;

import dev.fairlead.benchmarks.compare.Compare;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * {@code compare} runs whole clients side by side ({@link Compare}); everything else is JMH's own
 * command line, followed by the comparison.
 */
public final class Main {

  private Main() {}

  /**
   * Runs the benchmarks.
   *
   * @param args {@code compare} and its arguments, or JMH's own; {@code -h} tells them
   * @throws Exception if a benchmark fails
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("compare")) {
      Compare.run(List.of(args).subList(1, args.length));
      return;
    }
    CommandLineOptions options = new CommandLineOptions(args);
    Runner runner = new Runner(options);
    if (options.shouldHelp()) {
      options.showHelp();
    } else if (options.shouldList()) {
      runner.list();
    } else {
      Comparison.of(runner.run()).forEach(System.out::println);
    }
  }
}
