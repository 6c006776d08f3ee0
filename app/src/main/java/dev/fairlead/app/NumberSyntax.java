package dev.fairlead.app;

import java.math.BigDecimal;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line, with errors in words that are not Java's. */
final class NumberSyntax {

  private NumberSyntax() {}

  /** Reads numbers so in all options of a command. */
  static void register(CommandLine line) {
    ITypeConverter<Integer> integers = text -> number(text, Integer::valueOf, "a whole number");
    ITypeConverter<Long> longs = text -> number(text, Long::valueOf, "a whole number");
    ITypeConverter<Double> doubles = text -> number(text, Double::valueOf, "a number");
    ITypeConverter<BigDecimal> decimals = text -> number(text, BigDecimal::new, "a number");
    line.registerConverter(int.class, integers);
    line.registerConverter(Integer.class, integers);
    line.registerConverter(long.class, longs);
    line.registerConverter(Long.class, longs);
    line.registerConverter(Double.class, doubles);
    line.registerConverter(double.class, doubles);
    line.registerConverter(BigDecimal.class, decimals);
  }

  private static <T> T number(String text, Function<String, T> reading, String expected) {
    try {
      return reading.apply(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not " + expected);
    }
  }
}
