/** What a job is made from. */
@NullMarked
package dev.fairlead.jobs.spec;

import org.jspecify.annotations.NullMarked;
