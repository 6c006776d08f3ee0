/** What the kernel tells of the runtimes that it found, and of what went wrong on the way. */
@NullMarked
package dev.fairlead.core.report;

import org.jspecify.annotations.NullMarked;
