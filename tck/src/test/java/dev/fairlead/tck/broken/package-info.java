/** Backends that each break one promise, so that the kit can prove that it notices. */
@NullMarked
package dev.fairlead.tck.broken;

import org.jspecify.annotations.NullMarked;
