/**
 * Looks for container engines that speak the Engine API: reads addresses as people write them,
 * tells what an endpoint is that answers, and why one does not. What is looked for, and the words
 * for it, come from the backend.
 */
@NullMarked
package dev.fairlead.engine.probe;

import org.jspecify.annotations.NullMarked;
