package dev.fairlead.spi.error;

import dev.fairlead.spi.Capability;
import java.util.Objects;

/**
 * An operation that the backend does not declare; no request was sent. Also one that it declares,
 * where this one container lacks what it takes.
 */
public final class OperationUnsupportedException extends PermanentException {

  private static final long serialVersionUID = 1L;

  private final Capability capability;

  /**
   * Creates the exception.
   *
   * @param capability the capability that is missing
   * @param context what was asked, of whom
   * @param reason why it cannot be had
   */
  public OperationUnsupportedException(Capability capability, ErrorContext context, String reason) {
    super(context, reason, null);
    this.capability = Objects.requireNonNull(capability, "capability");
  }

  /**
   * The capability that is missing.
   *
   * @return the capability
   */
  public Capability capability() {
    return capability;
  }
}
