package dev.fairlead.app;

import dev.fairlead.jobs.status.JobFailure;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.spi.container.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Jobs as tables and documents show them. */
final class JobView {

  private JobView() {}

  static Document document(JobInfo job) {
    return new Document()
        .with("name", job.name())
        .with("state", job.status().state())
        .with("image", job.image())
        .with("nodes", job.nodes())
        .with("createdAt", job.createdAt())
        .with("startedAt", job.status().startedAt())
        .with("finishedAt", job.status().finishedAt())
        .with("timeLimit", job.timeout())
        .with("failureGrace", job.failureGrace())
        .with("removal", job.removal())
        .with("steps", job.status().steps().stream().map(JobView::document).toList())
        .with("members", job.status().members().stream().map(JobView::document).toList());
  }

  private static Document document(JobMember member) {
    return new Document()
        .with("step", member.part().step())
        .with("rank", member.part().rank())
        .with("state", member.state())
        .with("container", member.container())
        .with("exit", member.exit().map(ContainerView::exit))
        .with("startedAt", member.startedAt())
        .with("finishedAt", member.finishedAt())
        .with("reason", member.reason());
  }

  /** How a job ended. */
  static Document document(JobResult result) {
    return new Document()
        .with("job", result.name())
        .with("state", result.status().state())
        .with("exitCode", result.exitCode())
        .with(
            "failure",
            result
                .failure()
                .map(
                    failure ->
                        new Document()
                            .with("reason", failure.reason())
                            .with("step", failure.part().map(JobPart::step))
                            .with(
                                "rank",
                                failure.part().map(JobPart::rank).orElse(OptionalInt.empty()))
                            .with("code", failure.code())
                            .with("words", failure.words())
                            .with("logTail", failure.logTail())))
        .with("steps", result.status().steps().stream().map(JobView::document).toList())
        .with("members", result.status().members().stream().map(JobView::document).toList());
  }

  /**
   * Says how a job ended, beside its logs.
   *
   * @return its exit code
   */
  static int report(Session session, Output output, JobResult result) {
    if (output.json()) {
      output.element(document(result).fields());
    } else {
      result.failure().ifPresent(failure -> session.notice("fairlead: " + failure.words()));
    }
    return result.exitCode();
  }

  /** Says how the log of what failed ends. */
  static void tail(Session session, JobFailure failure) {
    String tag = failure.part().map(part -> "[" + part.tag() + "] ").orElse("");
    failure.logTail().forEach(line -> session.notice(tag + line));
  }

  /** What {@code job ls} can show of each. */
  static Columns<JobInfo> columns() {
    return new Columns<JobInfo>()
        .shown("Name", "NAME", JobInfo::name)
        .shown("State", "STATE", job -> word(job.status().state()))
        .shown("Nodes", "NODES", job -> String.valueOf(job.nodes()))
        .shown("Image", "IMAGE", JobInfo::image)
        .shown(
            "CreatedAt",
            "CREATED",
            job -> job.createdAt().map(at -> Elapsed.ago(at, Instant.now())).orElse(""));
  }

  /** The heading of {@link #rows}. */
  static List<String> heading() {
    return List.of("PART", "STATE", "EXIT CODE", "CONTAINER", "RAN", "REASON");
  }

  /** The init steps and nodes of a job, a row for each. */
  static List<List<String>> rows(JobInfo job, Instant now) {
    return job.status().parts().stream().map(member -> row(member, now)).toList();
  }

  private static List<String> row(JobMember member, Instant now) {
    return List.of(
        member.part().tag(),
        word(member.state()),
        member
            .exit()
            .map(Exit::code)
            .filter(OptionalInt::isPresent)
            .map(code -> String.valueOf(code.getAsInt()))
            .orElse(""),
        member.container().map(id -> id.value()).map(JobView::shortened).orElse(""),
        member.startedAt().map(start -> ran(start, member.finishedAt().orElse(now))).orElse(""),
        member.reason());
  }

  private static String shortened(String id) {
    return id.matches("[0-9a-f]{64}") ? id.substring(0, 12) : id;
  }

  private static String ran(Instant start, Instant end) {
    return Math.max(0, Duration.between(start, end).toMillis()) / 1000.0 + " s";
  }

  /** How a job is, in one line. */
  static String words(JobInfo job) {
    JobStatus status = job.status();
    Optional<JobMember> failed =
        status.state() == JobState.FAILED || status.state() == JobState.FAILING
            ? status.firstFailure()
            : Optional.empty();
    return "job "
        + job.name()
        + ": "
        + word(status.state())
        + failed.map(JobView::because).orElse("");
  }

  private static String because(JobMember member) {
    String code =
        member
            .exit()
            .map(Exit::code)
            .filter(OptionalInt::isPresent)
            .map(value -> " with exit code " + value.getAsInt())
            .orElse("");
    return ", " + member.part().words() + " " + word(member.state()) + code;
  }

  private static String word(JobState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String word(MemberState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
