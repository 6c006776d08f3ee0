/** Runs the benchmarks and sets Fairlead's scores beside those of its peers. */
@NullMarked
package dev.fairlead.benchmarks;

import org.jspecify.annotations.NullMarked;
