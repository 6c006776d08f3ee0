/**
 * Reactive subprocesses, without a shell in between.
 *
 * <p>{@link dev.fairlead.transport.process.ProcessLauncher} is the way in. Everything is cold:
 * nothing happens before subscription, and each subscription starts a new process. The platform has
 * no readiness for the pipes of a process, so that each read or write that is under way holds one
 * thread of the launcher's own bounded pool; a stream that nobody asks for anything holds none.
 */
@NullMarked
package dev.fairlead.transport.process;

import org.jspecify.annotations.NullMarked;
