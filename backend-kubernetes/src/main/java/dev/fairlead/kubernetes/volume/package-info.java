/** Named volumes as claims on storage: made, found, listed, and removed when no pod has them. */
@NullMarked
package dev.fairlead.kubernetes.volume;

import org.jspecify.annotations.NullMarked;
