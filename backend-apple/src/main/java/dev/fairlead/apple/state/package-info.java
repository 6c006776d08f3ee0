/** How the containers of Apple's program are, by one look for all who ask. */
@NullMarked
package dev.fairlead.apple.state;

import org.jspecify.annotations.NullMarked;
