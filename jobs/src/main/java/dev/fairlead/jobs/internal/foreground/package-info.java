/** Nodes that do not run without a client: whoever starts them stays attached to them. */
@NullMarked
package dev.fairlead.jobs.internal.foreground;

import org.jspecify.annotations.NullMarked;
