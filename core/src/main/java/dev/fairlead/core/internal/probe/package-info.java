/** Asks providers what they see, so that one that fails, blocks or hangs hurts no other. */
@NullMarked
package dev.fairlead.core.internal.probe;

import org.jspecify.annotations.NullMarked;
