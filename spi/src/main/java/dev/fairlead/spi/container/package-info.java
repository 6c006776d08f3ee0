/**
 * Containers: what one is made from, how it is driven through its life, and how it is seen from
 * outside.
 */
@NullMarked
package dev.fairlead.spi.container;

import org.jspecify.annotations.NullMarked;
