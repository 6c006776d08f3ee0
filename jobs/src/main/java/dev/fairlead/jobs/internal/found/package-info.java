/** Finds what belongs to a job by what its containers say. */
@NullMarked
package dev.fairlead.jobs.internal.found;

import org.jspecify.annotations.NullMarked;
