/** Images of Apple's program. */
@NullMarked
package dev.fairlead.apple.image;

import org.jspecify.annotations.NullMarked;
