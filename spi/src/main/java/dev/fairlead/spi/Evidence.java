package dev.fairlead.spi;

import java.util.Objects;

/**
 * One thing that a probe tried, and what came of it.
 *
 * @param tried for example {@code GET /_ping at unix:///var/run/docker.sock}
 * @param found for example {@code 200, API 1.41} or {@code ECONNREFUSED}
 */
public record Evidence(String tried, String found) {

  /** Checks that no part is null. */
  public Evidence {
    Objects.requireNonNull(tried, "tried");
    Objects.requireNonNull(found, "found");
  }
}
