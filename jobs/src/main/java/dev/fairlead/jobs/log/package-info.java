/** The logs of all nodes of a job as one. */
@NullMarked
package dev.fairlead.jobs.log;

import org.jspecify.annotations.NullMarked;
