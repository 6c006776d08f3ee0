/** Tests that the documents tell what is true. */
@NullMarked
package dev.fairlead.app.docs;

import org.jspecify.annotations.NullMarked;
