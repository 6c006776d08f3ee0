/** Ranked jobs that the runtime itself schedules, where it can. */
@NullMarked
package dev.fairlead.spi.job;

import org.jspecify.annotations.NullMarked;
