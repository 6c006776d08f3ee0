package dev.fairlead.core.report;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.SelectionException;

/**
 * No runtime could be chosen. The message says why in one line, with every candidate that counts
 * and what would make it usable; {@link #report()} has all that was found.
 */
public final class NoRuntimeException extends SelectionException {

  private static final long serialVersionUID = 1L;

  private final Choice.Cause reason;
  private final transient RuntimeReport report;

  NoRuntimeException(Choice.Refused refused, RuntimeReport report) {
    super(
        ErrorContext.of("fairlead", "choose a runtime").withRemedy(refused.remedy().orElse(null)),
        refused.detail(),
        null);
    this.reason = refused.cause();
    this.report = report;
  }

  /**
   * The kind of reason.
   *
   * @return why nothing was chosen
   */
  public Choice.Cause reason() {
    return reason;
  }

  /**
   * All that was found.
   *
   * @return every candidate and every problem
   */
  public RuntimeReport report() {
    return report;
  }
}
