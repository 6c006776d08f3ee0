/** Tests of copies, most of them with archives that nobody should trust. */
@NullMarked
package dev.fairlead.app.copy;

import org.jspecify.annotations.NullMarked;
