/** Directories of the client's machine that the nodes of a job share, and how they are removed. */
@NullMarked
package dev.fairlead.jobs.internal.workspace;

import org.jspecify.annotations.NullMarked;
