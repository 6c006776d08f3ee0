package dev.fairlead.app;

import picocli.CommandLine.Option;

/** In which form a script wants documents; {@code -f} means no filter there. */
final class DocumentFormatOption extends FormatOption {

  @Option(names = "-f", paramLabel = "TEMPLATE", description = "Short for --format.")
  void abbreviated(String template) {
    format = template;
  }
}
