/** The runtime itself: what it is, what it has, and what happens in it. */
@NullMarked
package dev.fairlead.spi.system;

import org.jspecify.annotations.NullMarked;
