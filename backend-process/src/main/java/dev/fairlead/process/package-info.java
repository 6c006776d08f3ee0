/**
 * Local processes as containers without isolation: the embedded fallback, taken only when named.
 *
 * <p>There is one image, {@code host}: this machine. Each running container has a supervisor, a
 * small process of its own that outlives its client; all else is in the state directory, so that
 * any later process can list, read, attach to, wait for and clean up what an earlier one started.
 */
@NullMarked
package dev.fairlead.process;

import org.jspecify.annotations.NullMarked;
