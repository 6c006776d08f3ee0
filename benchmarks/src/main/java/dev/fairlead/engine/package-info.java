/** Benchmarks of the Engine API's package-private parts. */
@NullMarked
package dev.fairlead.engine;

import org.jspecify.annotations.NullMarked;
