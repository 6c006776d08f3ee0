/** How long whole processes take that ask an engine one question and end. */
@NullMarked
package dev.fairlead.benchmarks.start;

import org.jspecify.annotations.NullMarked;
