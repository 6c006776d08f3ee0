/**
 * The kernel: finds the backends that are there, asks them what they see, ranks what they answer,
 * and opens the chosen one as a {@link dev.fairlead.core.ContainerRuntime}, which puts policies on
 * top of it.
 */
@NullMarked
package dev.fairlead.core;

import org.jspecify.annotations.NullMarked;
