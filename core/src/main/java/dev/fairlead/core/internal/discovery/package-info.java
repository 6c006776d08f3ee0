/**
 * Finds providers on the class path and in plugin directories, and makes them, so that none of them
 * can harm another or the kernel.
 */
@NullMarked
package dev.fairlead.core.internal.discovery;

import org.jspecify.annotations.NullMarked;
