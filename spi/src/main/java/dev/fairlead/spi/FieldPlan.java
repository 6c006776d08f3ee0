package dev.fairlead.spi;

import java.util.Objects;

/**
 * What becomes of one field that is set.
 *
 * @param field the field
 * @param disposition its fate
 * @param detail for {@link Disposition#APPROXIMATED} how it differs, for {@link
 *     Disposition#DROPPED} why; may be empty for {@link Disposition#KEPT}; never a secret
 */
public record FieldPlan(SpecField field, Disposition disposition, String detail) {

  /** Checks that no part is null, and that whatever is not kept says why. */
  public FieldPlan {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(disposition, "disposition");
    Objects.requireNonNull(detail, "detail");
    if (disposition != Disposition.KEPT && detail.isBlank()) {
      throw new IllegalArgumentException(field + " is " + disposition + " without a reason");
    }
  }

  /**
   * A field that does exactly what was asked.
   *
   * @param field the field
   * @return the plan
   */
  public static FieldPlan kept(SpecField field) {
    return new FieldPlan(field, Disposition.KEPT, "");
  }

  /**
   * A field that does something near to what was asked.
   *
   * @param field the field
   * @param how how it differs
   * @return the plan
   */
  public static FieldPlan approximated(SpecField field, String how) {
    return new FieldPlan(field, Disposition.APPROXIMATED, how);
  }

  /**
   * A field that would be ignored.
   *
   * @param field the field
   * @param why why
   * @return the plan
   */
  public static FieldPlan dropped(SpecField field, String why) {
    return new FieldPlan(field, Disposition.DROPPED, why);
  }
}
