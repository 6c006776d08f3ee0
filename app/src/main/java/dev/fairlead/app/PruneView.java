package dev.fairlead.app;

import dev.fairlead.spi.system.PruneReport;

/** What went, as documents and lines show it. */
final class PruneView {

  private PruneView() {}

  static void print(Output output, PruneReport report) {
    if (output.json()) {
      output.document(
          new Document()
              .with("removed", report.removed())
              .with("reclaimedBytes", report.reclaimedBytes())
              .fields());
    } else {
      report.removed().forEach(output::line);
    }
  }
}
