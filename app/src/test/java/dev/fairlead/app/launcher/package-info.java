/** Tests of the scripts that start the command: in the source tree, and in the distribution. */
@NullMarked
package dev.fairlead.app.launcher;

import org.jspecify.annotations.NullMarked;
