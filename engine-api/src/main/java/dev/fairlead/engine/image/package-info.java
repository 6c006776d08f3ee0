/** The images of a daemon that speaks the Engine API. */
@NullMarked
package dev.fairlead.engine.image;

import org.jspecify.annotations.NullMarked;
