/**
 * What a pod tells of a container: where it is in its life, how it ended, why it does not start.
 */
@NullMarked
package dev.fairlead.kubernetes.state;

import org.jspecify.annotations.NullMarked;
