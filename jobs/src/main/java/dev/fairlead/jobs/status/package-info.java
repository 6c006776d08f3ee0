/** How a job is, and how it ended: folded from what was observed of its nodes. */
@NullMarked
package dev.fairlead.jobs.status;

import org.jspecify.annotations.NullMarked;
