/** Processes inside of containers: their start, their streams, their end and what they use. */
@NullMarked
package dev.fairlead.apple.process;

import org.jspecify.annotations.NullMarked;
