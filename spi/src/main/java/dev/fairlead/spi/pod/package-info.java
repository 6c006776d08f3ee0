/** Pods: containers that share namespaces and live together. */
@NullMarked
package dev.fairlead.spi.pod;

import org.jspecify.annotations.NullMarked;
