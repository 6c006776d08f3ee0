/** Images: how one is named, fetched, built, listed, moved between machines and removed. */
@NullMarked
package dev.fairlead.spi.image;

import org.jspecify.annotations.NullMarked;
