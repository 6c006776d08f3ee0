/**
 * Jobs: N ranked containers as one thing, the same on every runtime.
 *
 * <p>{@link dev.fairlead.jobs.Jobs} starts them all or none, gives each of them what it needs to
 * find the others, follows their logs as one, and tells honestly how they ended. Nothing is kept
 * beside the runtime: a job is found again from the labels of its containers.
 *
 * <pre>{@code
 * Jobs jobs = Jobs.of(runtime);
 * JobSpec spec = JobSpec.builder("train", ContainerSpec.builder("trainer:1")
 *         .command("torchrun", "train.py").build())
 *     .nodes(4)
 *     .build();
 * jobs.run(spec)
 *     .thenMany(jobs.follow("train", JobLogOptions.following()))
 *     ...
 * }</pre>
 */
@NullMarked
package dev.fairlead.jobs;

import org.jspecify.annotations.NullMarked;
