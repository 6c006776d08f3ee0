package dev.fairlead.jobs.status;

import dev.fairlead.jobs.spec.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a job from its containers, or from the runtime that schedules it.
 *
 * @param name its name
 * @param image the image of its nodes; before one was made, that of an init step
 * @param nodes how many nodes it has
 * @param createdAt when its first container was made, or when the runtime got a job that it
 *     schedules; empty where the runtime does not tell
 * @param timeout how long it may take; empty for as long as it takes
 * @param failureGrace how long the other nodes may go on after one has failed; not kept by a
 *     runtime that schedules the job
 * @param masterWait how long the other nodes were held back for rank 0; not kept by a runtime that
 *     schedules the job
 * @param removal what becomes of it after its end
 * @param form what it is to the runtime
 * @param status how it is
 */
public record JobInfo(
    String name,
    String image,
    int nodes,
    Optional<Instant> createdAt,
    Optional<Duration> timeout,
    Duration failureGrace,
    Duration masterWait,
    JobSpec.Removal removal,
    Form form,
    JobStatus status) {

  /** What a job is to its runtime. */
  public enum Form {
    /** Single containers, which clients start, wait for and end. */
    COMPOSED,
    /** One thing, which the runtime itself starts and ends. */
    SCHEDULED
  }

  /** Checks that no part is null. */
  public JobInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(failureGrace, "failureGrace");
    Objects.requireNonNull(masterWait, "masterWait");
    Objects.requireNonNull(removal, "removal");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(status, "status");
  }
}
