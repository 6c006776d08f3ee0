/** What Podman's own API alone can do: pods, and the containers that the other API cannot make. */
@NullMarked
package dev.fairlead.podman.libpod;

import org.jspecify.annotations.NullMarked;
