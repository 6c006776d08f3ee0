/** Named volumes of a daemon that speaks the Engine API. */
@NullMarked
package dev.fairlead.engine.volume;

import org.jspecify.annotations.NullMarked;
