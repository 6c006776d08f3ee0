package dev.fairlead.benchmarks;

import java.io.IOException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** JMH's own command line, followed by the comparison. */
public final class Main {

  private Main() {}

  /**
   * Runs the benchmarks.
   *
   * @param args JMH's own; {@code -h} tells them
   */
  public static void main(String[] args)
      throws CommandLineOptionException, RunnerException, IOException {
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
