/** Logs of Apple's program, which are compared with themselves to see that nothing is lost. */
@NullMarked
package dev.fairlead.apple.log;

import org.jspecify.annotations.NullMarked;
