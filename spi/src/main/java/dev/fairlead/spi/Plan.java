package dev.fairlead.spi;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a specification would become on one backend: the native request, and the fate of each field
 * that is set.
 *
 * @param backend id of the backend
 * @param nativeRequest the request as it would be sent, or the command as it would be executed,
 *     with secrets masked
 * @param fields one entry for each field that is set, in the order of {@link SpecField}
 */
public record Plan(String backend, String nativeRequest, List<FieldPlan> fields) {

  /** Checks and copies. */
  public Plan {
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(nativeRequest, "nativeRequest");
    fields = List.copyOf(fields);
  }

  /**
   * The fields that would be ignored.
   *
   * @return the dropped ones, empty when nothing is lost
   */
  public List<FieldPlan> dropped() {
    return fields.stream().filter(field -> field.disposition() == Disposition.DROPPED).toList();
  }

  /**
   * Refuses in strict mode what would lose a field. Backends call this first in each create.
   *
   * @param mode whether a loss is allowed
   * @return this plan
   * @throws InvalidSpecException if the mode is strict and a field is dropped; names each such
   *     field and why
   */
  public Plan require(PlanMode mode) {
    List<FieldPlan> lost = dropped();
    if (mode == PlanMode.LENIENT || lost.isEmpty()) {
      return this;
    }
    String reasons =
        lost.stream()
            .map(field -> field.field().label() + " (" + field.detail() + ")")
            .collect(Collectors.joining(", "));
    throw new InvalidSpecException(
        ErrorContext.of(backend, "create the container")
            .withRemedy("leave it out, choose another runtime, or accept the loss with --lenient"),
        "it would drop " + reasons,
        null);
  }
}
