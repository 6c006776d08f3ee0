/** Starts a job: all of it or nothing. */
@NullMarked
package dev.fairlead.jobs.internal.start;

import org.jspecify.annotations.NullMarked;
