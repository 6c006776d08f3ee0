/** What a container writes, byte for byte, and the assembly of lines above it. */
@NullMarked
package dev.fairlead.spi.log;

import org.jspecify.annotations.NullMarked;
