/** Puts candidates into one order and says why. */
@NullMarked
package dev.fairlead.core.internal.ranking;

import org.jspecify.annotations.NullMarked;
