/**
 * What registries ask for, and where users keep it: the files of Docker and Podman, and the helper
 * programs that those name.
 */
@NullMarked
package dev.fairlead.engine.registry;

import org.jspecify.annotations.NullMarked;
