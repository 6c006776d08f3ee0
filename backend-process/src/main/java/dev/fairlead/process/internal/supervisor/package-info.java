/**
 * The small process beside each running container, and the files that it shares with the backend.
 *
 * <p>Everything here uses nothing but the JDK, since the supervisor starts with this module's own
 * classes alone as its class path. Blocking is allowed: the supervisor has no reactive threads, and
 * the backend calls in from threads that may block.
 */
@NullMarked
package dev.fairlead.process.internal.supervisor;

import org.jspecify.annotations.NullMarked;
