/**
 * What is done inside of a container by the container's own shell, because its runtime cannot do
 * it.
 */
@NullMarked
package dev.fairlead.transport.inside;

import org.jspecify.annotations.NullMarked;
