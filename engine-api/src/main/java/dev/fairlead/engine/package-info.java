/**
 * The Docker Engine HTTP API as backends need it: a client that negotiates its version, the mapping
 * of errors, containers with their streams, and the backend that is put together from these. Docker
 * and Podman share it.
 */
@NullMarked
package dev.fairlead.engine;

import org.jspecify.annotations.NullMarked;
