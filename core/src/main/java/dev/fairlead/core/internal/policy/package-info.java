/** The facets of a backend, with policies on top. */
@NullMarked
package dev.fairlead.core.internal.policy;

import org.jspecify.annotations.NullMarked;
