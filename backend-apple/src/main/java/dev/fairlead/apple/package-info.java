/**
 * Apple's {@code container}, driven by its command line, since it has neither a socket nor a
 * library. Building the arguments, running the program and reading its answer are apart.
 */
@NullMarked
package dev.fairlead.apple;

import org.jspecify.annotations.NullMarked;
