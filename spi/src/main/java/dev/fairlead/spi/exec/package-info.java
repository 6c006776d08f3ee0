/** Commands that are executed inside a running container. */
@NullMarked
package dev.fairlead.spi.exec;

import org.jspecify.annotations.NullMarked;
