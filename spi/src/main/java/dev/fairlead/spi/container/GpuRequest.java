package dev.fairlead.spi.container;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What GPUs a container needs. A backend that would ignore it refuses it.
 *
 * @param selection which ones
 * @param count how many, for {@link Selection#COUNT}; 0 otherwise
 * @param ids indexes or identifiers, for {@link Selection#IDS}; empty otherwise
 * @param vendor for example {@code nvidia}
 * @param capabilities driver capabilities such as {@code compute}; empty for the default
 */
public record GpuRequest(
    Selection selection, int count, List<String> ids, String vendor, Set<String> capabilities) {

  /** Which GPUs are meant. */
  public enum Selection {
    /** All that the machine has. */
    ALL,
    /** A number of them. */
    COUNT,
    /** Certain ones. */
    IDS
  }

  /** Checks that the parts belong together. */
  public GpuRequest {
    Objects.requireNonNull(selection, "selection");
    Objects.requireNonNull(vendor, "vendor");
    ids = List.copyOf(ids);
    capabilities = Set.copyOf(capabilities);
    if ((selection == Selection.COUNT) != (count > 0) || count < 0) {
      throw new IllegalArgumentException("a number of GPUs must be positive, but is " + count);
    }
    if ((selection == Selection.IDS) == ids.isEmpty()) {
      throw new IllegalArgumentException("ids belong to a selection by ids, and only there");
    }
  }

  /**
   * All GPUs of the machine.
   *
   * @return the request
   */
  public static GpuRequest all() {
    return new GpuRequest(Selection.ALL, 0, List.of(), "nvidia", Set.of());
  }

  /**
   * A number of GPUs.
   *
   * @param count 1 or more
   * @return the request
   */
  public static GpuRequest count(int count) {
    return new GpuRequest(Selection.COUNT, count, List.of(), "nvidia", Set.of());
  }

  /**
   * Certain GPUs.
   *
   * @param ids indexes or identifiers, at least one
   * @return the request
   */
  public static GpuRequest ids(List<String> ids) {
    return new GpuRequest(Selection.IDS, 0, ids, "nvidia", Set.of());
  }
}
