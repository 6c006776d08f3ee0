/** Ports of this machine that lead into containers, by way of the client's own connection. */
@NullMarked
package dev.fairlead.core.forward;

import org.jspecify.annotations.NullMarked;
