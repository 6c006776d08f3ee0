/** Waits for the end of a job, and reads what its nodes wrote. */
@NullMarked
package dev.fairlead.jobs.internal.end;

import org.jspecify.annotations.NullMarked;
