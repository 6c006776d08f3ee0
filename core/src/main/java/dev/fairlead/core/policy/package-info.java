/** What a runtime adds to each call of a backend: deadlines, retries, owners. */
@NullMarked
package dev.fairlead.core.policy;

import org.jspecify.annotations.NullMarked;
