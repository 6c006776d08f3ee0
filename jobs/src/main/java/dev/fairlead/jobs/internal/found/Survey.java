package dev.fairlead.jobs.internal.found;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds jobs again from what their containers say, and nothing else. */
public final class Survey {

  private static final int AT_ONCE = 8;

  private final ContainerRuntime runtime;
  private final ScheduledJobs scheduled;

  /**
   * Looks for nothing yet.
   *
   * @param runtime where the jobs are
   */
  public Survey(ContainerRuntime runtime) {
    this.runtime = runtime;
    this.scheduled = new ScheduledJobs(runtime);
  }

  /** A container of a job, with what its labels say and how it is. */
  private record Sighting(ContainerInfo container, JobLabels labels, JobMember member) {}

  /**
   * Finds a job.
   *
   * @param name its name
   * @return the job; signals {@link NotFoundException} if no container says that it belongs to it
   */
  public Mono<JobInfo> job(String name) {
    JobSpec.checkName(name);
    return Flux.concat(
            jobs(ContainerFilter.all().withLabel(Ownership.JOB, name)),
            scheduled.jobs(Map.of(Ownership.JOB, name)))
        .filter(job -> job.name().equals(name))
        .next()
        .switchIfEmpty(Mono.error(() -> noSuchJob(name)));
  }

  /**
   * Finds all jobs.
   *
   * @return the jobs, the youngest first
   */
  public Flux<JobInfo> jobs() {
    Comparator<JobInfo> age = Comparator.comparing(job -> job.createdAt().orElse(Instant.MIN));
    return Flux.concat(jobs(ContainerFilter.all()), scheduled.jobs(Map.of())).sort(age.reversed());
  }

  private Flux<JobInfo> jobs(ContainerFilter filter) {
    return runtime
        .containers()
        .list(filter.withLabel(JobLabels.RANK, ""))
        .flatMapSequential(this::sighting, AT_ONCE)
        .collect(
            Collectors.groupingBy(
                sighting -> sighting.labels().job(), TreeMap::new, Collectors.toList()))
        .flatMapIterable(Survey::infos);
  }

  private static List<JobInfo> infos(Map<String, List<Sighting>> jobs) {
    return jobs.values().stream().map(Survey::info).toList();
  }

  private static JobInfo info(List<Sighting> sightings) {
    List<Sighting> ordered = new ArrayList<>(sightings);
    ordered.sort(Comparator.comparing(sighting -> sighting.labels().rank()));
    JobLabels labels = ordered.get(0).labels();
    int nodes = ordered.stream().mapToInt(each -> each.labels().nodes()).max().orElseThrow();
    return new JobInfo(
        labels.job(),
        ordered.get(0).container().image(),
        nodes,
        ordered.stream()
            .flatMap(each -> each.container().createdAt().stream())
            .min(Comparator.naturalOrder()),
        labels.timeout(),
        labels.failureGrace(),
        labels.masterWait(),
        labels.removal(),
        JobInfo.Form.COMPOSED,
        JobStatus.fold(nodes, ordered.stream().map(Sighting::member).toList()));
  }

  private Mono<Sighting> sighting(ContainerInfo container) {
    return Mono.justOrEmpty(JobLabels.read(container))
        .flatMap(
            labels ->
                member(labels.rank(), container)
                    .map(member -> new Sighting(container, labels, member)));
  }

  /** A list may tell less than an inspection, and how something ended is not to be guessed. */
  private Mono<JobMember> member(int rank, ContainerInfo container) {
    boolean over =
        container.state() == ContainerState.EXITED || container.state() == ContainerState.DEAD;
    boolean told = container.exit().isPresent() && container.finishedAt().isPresent();
    if (!over || told) {
      return Mono.just(JobMember.of(rank, container));
    }
    return runtime
        .containers()
        .inspect(container.id())
        .map(whole -> JobMember.of(rank, whole))
        .onErrorResume(
            NotFoundException.class,
            gone -> Mono.just(JobMember.missing(rank, "it was removed meanwhile")))
        .onErrorResume(
            ContainerException.class,
            error ->
                Mono.just(
                    JobMember.unreadable(
                        rank, Optional.of(container.id()), String.valueOf(error.getMessage()))));
  }

  private NotFoundException noSuchJob(String name) {
    return new NotFoundException(
        NotFoundException.Kind.JOB,
        ErrorContext.of(runtime.id(), "find job " + name)
            .withResource(name)
            .withRemedy("fairlead job ls"),
        "no container says that it is one of its nodes",
        null);
  }
}
