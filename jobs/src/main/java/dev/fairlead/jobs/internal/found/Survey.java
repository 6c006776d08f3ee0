package dev.fairlead.jobs.internal.found;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobMember;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobStatus;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.job.IndexedJobInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    return jobs(name)
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
    return jobs("");
  }

  /** Those of a name, or all of them. */
  private Flux<JobInfo> jobs(String name) {
    return runtime
        .containers()
        .list(ContainerFilter.all().withLabel(Ownership.JOB, name))
        .filter(JobLabels::areOn)
        .flatMapSequential(this::sighting, AT_ONCE)
        .collect(
            Collectors.groupingBy(
                sighting -> sighting.labels().job(), TreeMap::new, Collectors.toList()))
        .flatMapMany(
            containers ->
                !name.isEmpty() && composed(containers).containsKey(name)
                    ? Flux.fromIterable(infos(containers, List.of()))
                    : jobs(name, containers));
  }

  /**
   * Who may see containers but not what the runtime schedules is shown those jobs that are of
   * containers for sure, before the error. One of init steps alone may be either.
   */
  private Flux<JobInfo> jobs(String name, Map<String, List<Sighting>> containers) {
    return scheduled
        .named(Map.of(Ownership.JOB, name))
        .collectList()
        .flatMapIterable(jobs -> infos(containers, jobs))
        .onErrorResume(
            ContainerException.class,
            error ->
                Flux.fromIterable(infos(composed(containers), List.of()))
                    .concatWith(Mono.error(error)));
  }

  /** Only what is made of single containers has nodes that name it. */
  private static Map<String, List<Sighting>> composed(Map<String, List<Sighting>> containers) {
    Map<String, List<Sighting>> composed = new TreeMap<>(containers);
    composed
        .values()
        .removeIf(sightings -> sightings.stream().noneMatch(each -> each.labels().part().isNode()));
    return composed;
  }

  /** What the runtime schedules may have init steps, which are containers of their own. */
  private static List<JobInfo> infos(
      Map<String, List<Sighting>> containers, List<IndexedJobInfo> scheduled) {
    List<JobInfo> infos = new ArrayList<>();
    Set<String> composed = composed(containers).keySet();
    for (IndexedJobInfo job : scheduled) {
      if (!composed.contains(job.name())) {
        List<JobMember> steps =
            containers.getOrDefault(job.name(), List.of()).stream().map(Sighting::member).toList();
        ScheduledJobs.info(job, steps).ifPresent(infos::add);
      }
    }
    Set<String> told = infos.stream().map(JobInfo::name).collect(Collectors.toSet());
    containers.forEach(
        (name, sightings) -> {
          if (!told.contains(name)) {
            infos.add(info(sightings));
          }
        });
    Comparator<JobInfo> age = Comparator.comparing(job -> job.createdAt().orElse(Instant.MIN));
    infos.sort(age.reversed());
    return infos;
  }

  private static JobInfo info(List<Sighting> sightings) {
    List<Sighting> ordered = new ArrayList<>(sightings);
    ordered.sort(Comparator.comparing(sighting -> sighting.labels().part()));
    Sighting first =
        ordered.stream()
            .filter(each -> each.labels().part().isNode())
            .findFirst()
            .orElse(ordered.get(0));
    JobLabels labels = first.labels();
    int nodes = ordered.stream().mapToInt(each -> each.labels().nodes()).max().orElseThrow();
    return new JobInfo(
        labels.job(),
        first.container().image(),
        nodes,
        ordered.stream()
            .flatMap(each -> each.container().createdAt().stream())
            .min(Comparator.naturalOrder()),
        labels.timeout(),
        labels.failureGrace(),
        labels.masterWait(),
        labels.removal(),
        JobInfo.Form.COMPOSED,
        JobStatus.fold(nodes, labels.steps(), members(ordered, labels.steps())));
  }

  /** A step that its job does not have is somebody's own label. */
  private static List<JobMember> members(List<Sighting> sightings, List<String> steps) {
    return sightings.stream()
        .map(Sighting::member)
        .filter(member -> member.part().isNode() || steps.contains(member.part().step()))
        .toList();
  }

  private Mono<Sighting> sighting(ContainerInfo container) {
    return Mono.justOrEmpty(JobLabels.read(container))
        .flatMap(
            labels ->
                member(labels.part(), container)
                    .map(member -> new Sighting(container, labels, member)));
  }

  /** A list may tell less than an inspection, and how something ended is not to be guessed. */
  private Mono<JobMember> member(JobPart part, ContainerInfo container) {
    boolean over =
        container.state() == ContainerState.EXITED || container.state() == ContainerState.DEAD;
    boolean told = container.exit().isPresent() && container.finishedAt().isPresent();
    if (!over || told) {
      return Mono.just(JobMember.of(part, container));
    }
    return runtime
        .containers()
        .inspect(container.id())
        .map(whole -> JobMember.of(part, whole))
        .onErrorResume(
            NotFoundException.class,
            gone -> Mono.just(JobMember.missing(part, "it was removed meanwhile")))
        .onErrorResume(
            ContainerException.class,
            error ->
                Mono.just(
                    JobMember.unreadable(
                        part, Optional.of(container.id()), String.valueOf(error.getMessage()))));
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
