/** Runs Apple's program: where it is, its calls, its answers, its words and what they mean. */
@NullMarked
package dev.fairlead.apple.program;

import org.jspecify.annotations.NullMarked;
