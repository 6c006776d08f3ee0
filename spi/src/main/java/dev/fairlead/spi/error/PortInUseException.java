package dev.fairlead.spi.error;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host port that was to be published is already taken. */
public final class PortInUseException extends ConflictException {

  private static final long serialVersionUID = 1L;

  private final int port;
  private final transient Optional<String> holder;

  /**
   * Creates the exception.
   *
   * @param port the host port, 1 to 65535
   * @param holder who holds it, for example {@code container web}; empty when not known
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public PortInUseException(
      int port,
      Optional<String> holder,
      ErrorContext context,
      String cameBack,
      @Nullable Throwable cause) {
    super(context, cameBack, cause);
    this.port = port;
    this.holder = Objects.requireNonNull(holder, "holder");
  }

  /**
   * The host port that is taken.
   *
   * @return 1 to 65535
   */
  public int port() {
    return port;
  }

  /**
   * Who holds the port.
   *
   * @return for example {@code container web}; empty when not known
   */
  public Optional<String> holder() {
    return holder;
  }
}
