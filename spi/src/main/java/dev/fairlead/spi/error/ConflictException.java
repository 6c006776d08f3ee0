package dev.fairlead.spi.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request contradicts the present state, for example a name that another container holds. */
public sealed class ConflictException extends PermanentException permits PortInUseException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> differingFields;

  /**
   * Creates the exception.
   *
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public ConflictException(ErrorContext context, String cameBack, @Nullable Throwable cause) {
    this(List.of(), context, cameBack, cause);
  }

  /**
   * Creates the exception for a thing that exists with another specification.
   *
   * @param differingFields names of the fields that differ; empty when that is not the conflict
   * @param context what was asked, of whom
   * @param cameBack what came back
   * @param cause the foreign error behind it; null when there is none
   */
  public ConflictException(
      List<String> differingFields,
      ErrorContext context,
      String cameBack,
      @Nullable Throwable cause) {
    super(context, cameBack, cause);
    this.differingFields = List.copyOf(differingFields);
  }

  /**
   * The fields in which the existing thing differs from the one asked for.
   *
   * @return labels of {@link dev.fairlead.spi.SpecField}; empty when the conflict is another one
   */
  public List<String> differingFields() {
    return differingFields;
  }
}
