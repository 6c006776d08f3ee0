package dev.fairlead.app;

import dev.fairlead.spi.image.BuildEvent;

/**
 * What is told of a build: its steps and their output as they come; or the result alone, and then
 * of a build that fails the step that failed with what it wrote. For one thread at a time.
 */
final class BuildReport {

  /** So much of the end of a step's output is kept. */
  private static final int KEPT = 64 * 1024;

  private final Session session;
  private final Output output;
  private final boolean quiet;
  private final StringBuilder step = new StringBuilder();

  BuildReport(Session session, Output output, boolean quiet) {
    this.session = session;
    this.output = output;
    this.quiet = quiet;
  }

  void tell(BuildEvent event) {
    if (output.json()) {
      output.element(document(event).fields());
    } else {
      text(event);
    }
  }

  private void text(BuildEvent event) {
    if (event instanceof BuildEvent.Step begun) {
      step.setLength(0);
      String total = begun.total().isPresent() ? "/" + begun.total().getAsInt() : "";
      show("Step " + begun.number() + total + ": " + begun.instruction() + "\n");
    } else if (event instanceof BuildEvent.Output written) {
      show(written.text());
    } else if (event instanceof BuildEvent.Warning warning) {
      session.notice("warning: " + warning.message());
    }
  }

  private void show(String text) {
    if (!quiet) {
      session.tell(text);
      return;
    }
    step.append(text);
    if (step.length() > KEPT) {
      step.delete(0, step.length() - KEPT);
    }
  }

  /** Says what a quiet build kept to itself. */
  void failed() {
    if (quiet && !output.json()) {
      session.tell(step.toString());
    }
  }

  void finish(BuildEvent.Built built) {
    if (!output.json()) {
      output.line(built.image().canonical());
    }
  }

  private static Document document(BuildEvent event) {
    if (event instanceof BuildEvent.Step begun) {
      return new Document()
          .with("kind", "step")
          .with("number", begun.number())
          .with("total", begun.total())
          .with("instruction", begun.instruction());
    }
    if (event instanceof BuildEvent.Output written) {
      return new Document().with("kind", "output").with("text", written.text());
    }
    if (event instanceof BuildEvent.Warning warning) {
      return new Document().with("kind", "warning").with("message", warning.message());
    }
    BuildEvent.Built built = (BuildEvent.Built) event;
    return new Document()
        .with("kind", "built")
        .with("id", built.image())
        .with("references", built.tags());
  }
}
