/** Fairlead beside its peers on the same work, in processes of their own. */
@NullMarked
package dev.fairlead.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
