/**
 * Waits for a container to be of use: running, healthy, listening, having said something,
 * answering. Each wait has a deadline, ends early when the container does, and says what it saw
 * last.
 */
@NullMarked
package dev.fairlead.core.ready;

import org.jspecify.annotations.NullMarked;
