/** Named volumes: storage that outlives the containers which use it. */
@NullMarked
package dev.fairlead.spi.volume;

import org.jspecify.annotations.NullMarked;
