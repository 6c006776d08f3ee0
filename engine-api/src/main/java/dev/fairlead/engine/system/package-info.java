/** The daemon as a whole: what it is, what it has, and what happens in it. */
@NullMarked
package dev.fairlead.engine.system;

import org.jspecify.annotations.NullMarked;
