/**
 * The errors that operations signal, first split by whether trying again can help, then by what a
 * caller can do about them.
 */
@NullMarked
package dev.fairlead.spi.error;

import org.jspecify.annotations.NullMarked;
