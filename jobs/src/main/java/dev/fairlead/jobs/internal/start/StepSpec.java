package dev.fairlead.jobs.internal.start;

import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.spi.container.ContainerSpec;
import java.time.Duration;

/**
 * An init step as it is run.
 *
 * @param part which one
 * @param deadline how long it may take
 * @param container what its container is made from
 */
record StepSpec(JobPart part, Duration deadline, ContainerSpec container) {}
