package dev.fairlead.kubernetes.api;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** What a watch has seen of one object. */
enum Presence {
  UNKNOWN,
  THERE,
  GONE;

  Presence after(WatchEvent<? extends HasMetadata> event, String uid) {
    if (event.kind() == WatchEvent.Kind.SYNCED) {
      return this == UNKNOWN ? GONE : this;
    }
    boolean same =
        event.object().filter(object -> uid.equals(object.getMetadata().getUid())).isPresent();
    if (!same) {
      return this;
    }
    return event.kind() == WatchEvent.Kind.GONE ? GONE : THERE;
  }
}
