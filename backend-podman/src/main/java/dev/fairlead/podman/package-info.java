/**
 * The Podman backend: finds every Podman that this machine knows of, tells what is wrong with those
 * that do not answer, and opens one.
 */
@NullMarked
package dev.fairlead.podman;

import org.jspecify.annotations.NullMarked;
