/** The programs that the documentation shows, so that each of them compiles. */
@NullMarked
package dev.fairlead.app.examples;

import org.jspecify.annotations.NullMarked;
