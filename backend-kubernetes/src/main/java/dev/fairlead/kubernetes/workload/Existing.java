package dev.fairlead.kubernetes.workload;

import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** What has the name of something that is to be made. */
public final class Existing {

  private Existing() {}

  /**
   * Takes it for the one that is wanted, if it is.
   *
   * @param <T> the model of the object
   * @param there the object, as the server has it
   * @param different in which fields it differs
   * @param what its kind in words, such as {@code container}
   * @param context for the error
   * @return the same
   * @throws ConflictException if it differs, or is on its way out
   */
  public static <T extends HasMetadata> T same(
      T there, List<String> different, String what, ErrorContext context) {
    if (there.getMetadata().getDeletionTimestamp() != null) {
      throw new ConflictException(
          context.withRemedy("again in some seconds"),
          "a " + what + " of that name is being deleted",
          null);
    }
    if (!different.isEmpty()) {
      throw new ConflictException(
          different,
          context,
          "a " + what + " of that name exists, and differs in " + String.join(", ", different),
          null);
    }
    return there;
  }
}
