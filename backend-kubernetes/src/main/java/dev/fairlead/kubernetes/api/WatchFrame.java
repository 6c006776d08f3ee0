package dev.fairlead.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One element of a watch as the server sends it (meta/v1, WatchEvent).
 *
 * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
 * @param object the object, or a status
 */
record WatchFrame(String type, JsonNode object) {

  /** The version at which the object is, or up to which nothing else happened. */
  String version() {
    return object.path("metadata").path("resourceVersion").asText("");
  }
}
