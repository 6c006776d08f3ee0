/** A daemon that answers from memory, so that what is measured is its client. */
@NullMarked
package dev.fairlead.benchmarks.daemon;

import org.jspecify.annotations.NullMarked;
