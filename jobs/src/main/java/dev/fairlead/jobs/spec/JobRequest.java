package dev.fairlead.jobs.spec;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Which job to run, and how. Immutable.
 *
 * @param spec the job
 * @param mode whether wishes that the runtime cannot fulfil refuse the job
 * @param pull how its image is pulled, where its pull policy asks for that
 * @param progress told each step of the pull, on the thread that it comes on; must not block
 * @param notices told in one line what a user should know though nothing failed, such as that rank
 *     0 was not waited for any longer; must not block
 * @param stepStarted told the name of each init step when it was started, so that its log can be
 *     read; must not block
 */
public record JobRequest(
    JobSpec spec,
    PlanMode mode,
    PullOptions pull,
    Consumer<PullProgress> progress,
    Consumer<String> notices,
    Consumer<String> stepStarted) {

  /** Checks that no part is null. */
  public JobRequest {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(pull, "pull");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(notices, "notices");
    Objects.requireNonNull(stepStarted, "stepStarted");
  }

  /**
   * A job, strictly as specified, with the defaults for all else.
   *
   * @param spec the job
   * @return the request
   */
  public static JobRequest of(JobSpec spec) {
    return new JobRequest(
        spec, PlanMode.STRICT, PullOptions.defaults(), pulled -> {}, notice -> {}, step -> {});
  }

  /**
   * This request in another mode.
   *
   * @param value whether wishes that the runtime cannot fulfil refuse the job
   * @return a copy
   */
  public JobRequest withMode(PlanMode value) {
    return new JobRequest(spec, value, pull, progress, notices, stepStarted);
  }

  /**
   * This request with options for the pull.
   *
   * @param value how the image is pulled
   * @return a copy
   */
  public JobRequest withPull(PullOptions value) {
    return new JobRequest(spec, mode, value, progress, notices, stepStarted);
  }

  /**
   * This request with somebody who is told of the pull.
   *
   * @param value told each step; must not block
   * @return a copy
   */
  public JobRequest withProgress(Consumer<PullProgress> value) {
    return new JobRequest(spec, mode, pull, value, notices, stepStarted);
  }

  /**
   * This request with somebody who is told what a user should know.
   *
   * @param value told each line; must not block
   * @return a copy
   */
  public JobRequest withNotices(Consumer<String> value) {
    return new JobRequest(spec, mode, pull, progress, value, stepStarted);
  }

  /**
   * This request with somebody who is told which init step can be read.
   *
   * @param value told the name of each step when it was started; must not block
   * @return a copy
   */
  public JobRequest withStepStarted(Consumer<String> value) {
    return new JobRequest(spec, mode, pull, progress, notices, value);
  }
}
