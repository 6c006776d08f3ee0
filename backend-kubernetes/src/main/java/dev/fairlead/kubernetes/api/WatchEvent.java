package dev.fairlead.kubernetes.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of one object, or what became of the watch.
 *
 * @param <T> the model of an object
 * @param kind what happened
 * @param object the object as it is now, or as it was last seen before it went; empty for {@link
 *     Kind#SYNCED} and {@link Kind#RELISTED}
 */
public record WatchEvent<T>(Kind kind, Optional<T> object) {

  /** What happened. */
  public enum Kind {
    /** It is there: from before, or since now. */
    PRESENT,
    /** It changed. */
    CHANGED,
    /** It is gone. */
    GONE,
    /** All objects that were there have been told, once. */
    SYNCED,
    /**
     * The server did not have the place any more at which the watch was, so that all were listed
     * again and the differences told. What came and went meanwhile was not.
     */
    RELISTED
  }

  /** Checks that no part is null. */
  public WatchEvent {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(object, "object");
  }

  static <T> WatchEvent<T> of(Kind kind, T object) {
    return new WatchEvent<>(kind, Optional.of(object));
  }
}
