/** Ranked jobs that the cluster itself schedules: {@code batch/v1} Jobs with indexes. */
@NullMarked
package dev.fairlead.kubernetes.job;

import org.jspecify.annotations.NullMarked;
