package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.Jobs;
import dev.fairlead.jobs.spec.JobScript;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.status.JobFailure;
import dev.fairlead.jobs.status.JobInfo;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.jobs.status.JobState;
import dev.fairlead.jobs.status.MemberState;
import dev.fairlead.jobs.status.StartedJob;
import dev.fairlead.kubernetes.api.PlayedApi;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * The jobs of users on a cluster that schedules them, whose controllers and kubelets are played.
 */
class JobsOnAClusterTest {

  private static final Duration LIMIT = PlayedApi.LIMIT;
  private static final String JOB = "/apis/batch/v1/namespaces/ns/jobs/train";
  private static final String PODS = "/api/v1/namespaces/ns/pods/";

  private PlayedApi api;
  private PlayedJob played;
  private KubernetesBackend backend;
  private Jobs jobs;

  @BeforeEach
  void open() throws IOException {
    api = new PlayedApi();
    played = new PlayedJob(api, "train");
    backend =
        new KubernetesBackend(
            Endpoint.of(URI.create("https://127.0.0.1:6443")),
            api.server(),
            new ClusterTraits(
                new ServerVersion("1.30.1", "Kubernetes", "linux", "amd64"),
                StorageClasses.none(),
                Optional.of("no metrics here")),
            BackendOptions.defaults(),
            Clock.systemUTC());
    jobs = Jobs.of(ContainerRuntime.builder(backend).build());
  }

  @AfterEach
  void close() {
    backend.close().block(LIMIT);
    api.close();
  }

  private static JobSpecBuilder spec() {
    return JobSpec.builder(
            "train", ContainerSpec.builder("busybox").command("sh", "-c", "exit 0").build())
        .nodes(2);
  }

  private Map<String, String> environment() {
    Map<String, String> all = new TreeMap<>();
    for (JsonNode each : api.get(JOB).at("/spec/template/spec/containers/0/env")) {
      all.put(
          each.path("name").asText(),
          each.has("valueFrom") ? "the index" : each.path("value").asText());
    }
    return all;
  }

  @Test
  void aWholeLifeThatSucceeds() {
    StartedJob job = jobs.run(spec().timeout(Duration.ofHours(1)).build()).block(LIMIT);
    assertThat(job.masterAddress()).isEqualTo("train-0.train");
    assertThat(environment())
        .containsEntry("RANK", "the index")
        .containsEntry("NODE_RANK", "the index")
        .containsEntry("PET_NODE_RANK", "the index")
        .containsEntry("WORLD_SIZE", "2")
        .containsEntry("NNODES", "2")
        .containsEntry("PET_NNODES", "2")
        .containsEntry("LOCAL_RANK", "0")
        .containsEntry("LOCAL_WORLD_SIZE", "1")
        .containsEntry("MASTER_ADDR", "train-0.train")
        .containsEntry("PET_MASTER_ADDR", "train-0.train")
        .containsEntry("MASTER_PORT", "29500")
        .containsEntry("PET_MASTER_PORT", "29500")
        .containsEntry("PET_NPROC_PER_NODE", "1")
        .hasSize(13);
    assertThat(api.get(JOB).at("/spec/activeDeadlineSeconds").asInt()).isEqualTo(3600);
    assertThat(api.get(JOB).at("/spec/backoffLimit").asInt(-1)).isZero();
    assertThat(jobs.status("train").block(LIMIT).state()).isEqualTo(JobState.STARTING);

    AtomicReference<JobResult> result = new AtomicReference<>();
    Mono<JobResult> wait = jobs.waitFor("train").doOnNext(result::set).cache();
    wait.subscribe();
    played.pod("train-0-a", 0, PlayedJob.running());
    played.pod("train-1-b", 1, PlayedJob.running());
    assertThat(jobs.status("train").block(LIMIT).state()).isEqualTo(JobState.RUNNING);
    played.pod("train-1-b", 1, PlayedJob.ended(0));
    played.pod("train-0-a", 0, PlayedJob.ended(0));
    assertThat(result.get()).isNull();
    played.state(PlayedJob.complete(2));
    assertThat(wait.block(LIMIT).exitCode()).isZero();

    JobInfo found = jobs.list().single().block(LIMIT);
    assertThat(found.form()).isEqualTo(JobInfo.Form.SCHEDULED);
    assertThat(found.image()).isEqualTo("busybox");
    assertThat(found.timeout()).contains(Duration.ofHours(1));
    assertThat(found.status().startedAt()).isPresent();
    assertThat(jobs.delete("train").block(LIMIT)).isTrue();
    assertThat(api.paths()).isEmpty();
  }

  /** The same words reach a container as of a job that is made of single ones. */
  @Test
  void aScriptGpusAndMoreAreThoseOfEachNode() {
    ContainerSpec template =
        ContainerSpec.builder("busybox")
            .command("--epochs", "3")
            .env("MODE", "fast")
            .gpus(GpuRequest.count(2))
            .build();
    jobs.run(
            JobSpec.builder("train", template)
                .nodes(2)
                .masterPort(4711)
                .script(new JobScript("train.sh", "echo go"))
                .build())
        .block(LIMIT);
    JsonNode container = api.get(JOB).at("/spec/template/spec/containers/0");
    assertThat(environment())
        .containsEntry("FAIRLEAD_SCRIPT", "echo go")
        .containsEntry("MODE", "fast")
        .containsEntry("MASTER_PORT", "4711")
        .containsEntry("PET_NPROC_PER_NODE", "2");
    assertThat(container.path("command").get(0).asText()).isEqualTo("sh");
    assertThat(container.path("args").toString()).contains("train.sh").contains("--epochs");
    assertThat(container.at("/resources/limits/nvidia.com~1gpu").asText()).isEqualTo("2");
    assertThat(api.get("/api/v1/namespaces/ns/services/train").at("/spec/ports/0/port").asInt())
        .isEqualTo(4711);
  }

  /** As a controller does it: the others are deleted, and who failed first stays. */
  @Test
  void theNodeThatFailedIsNamedThoughTheOthersAreCleared() {
    jobs.run(spec().nodes(3).build()).block(LIMIT);
    Mono<JobResult> wait = jobs.waitFor("train").cache();
    wait.subscribe();
    for (int index = 0; index < 3; index++) {
      played.pod("train-" + index + "-a", index, PlayedJob.running());
    }
    api.text(PODS + "train-2-a/log", "loading\nno such tensor\n");
    played.pod("train-2-a", 2, PlayedJob.ended(3));
    api.delete(PODS + "train-0-a");
    api.delete(PODS + "train-1-a");
    played.state(
        "{'failed':1,'conditions':[{'type':'Failed','status':'True',"
            + "'reason':'BackoffLimitExceeded','message':'it has failed too often'}]}");
    JobResult result = wait.block(LIMIT);
    assertThat(result.exitCode()).isEqualTo(3);
    JobFailure failure = result.failure().orElseThrow();
    assertThat(failure.words()).isEqualTo("job train: node 2 failed with exit code 3");
    assertThat(failure.logTail()).containsExactly("loading", "no such tensor");
    assertThat(result.status().members())
        .extracting(member -> member.state())
        .containsExactly(MemberState.MISSING, MemberState.MISSING, MemberState.FAILED);
  }

  @Test
  void theTimeThatIsOverIsSaid() {
    jobs.run(spec().timeout(Duration.ofSeconds(5)).build()).block(LIMIT);
    played.pod("train-0-a", 0, PlayedJob.running());
    api.delete(PODS + "train-0-a");
    played.state(
        "{'failed':2,'conditions':[{'type':'Failed','status':'True',"
            + "'reason':'DeadlineExceeded','message':'it was active longer than that'}]}");
    JobResult result = jobs.waitFor("train").block(LIMIT);
    assertThat(result.exitCode()).isEqualTo(JobResult.TIMED_OUT);
    assertThat(result.failure().orElseThrow().words()).contains("within 5000 ms");
  }

  @Test
  void aJobThatTheClusterCallsCompleteWithoutAllItsNodesIsNoSuccess() {
    jobs.run(spec().build()).block(LIMIT);
    played.pod("train-0-a", 0, PlayedJob.ended(0));
    played.state(PlayedJob.complete(1));
    assertThat(jobs.waitFor("train").block(LIMIT).exitCode()).isEqualTo(JobResult.NOT_OBSERVED);
  }

  @Test
  void aNameInUseIsAConflict() {
    jobs.run(spec().build()).block(LIMIT);
    List<String> before = api.paths();
    assertThatThrownBy(() -> jobs.run(spec().build()).block(LIMIT))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("there is job train");
    assertThat(api.paths()).isEqualTo(before);
    api.delete(JOB);
    api.paths().forEach(api::delete);
    api.put(JOB, PlayedApi.json("{'metadata':{'name':'train'},'spec':{}}"));
    assertThatThrownBy(() -> jobs.run(spec().build()).block(LIMIT))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("none of ours");
    assertThat(api.paths()).containsExactly(JOB);
  }

  /** Whichever POST fails for good, or is done though its answer is lost. */
  @Test
  void whatCannotBeMadeWholeLeavesNothing() {
    for (boolean done : new boolean[] {false, true}) {
      for (int failing = 0; failing < 2; failing++) {
        AtomicInteger left = new AtomicInteger(failing);
        AtomicInteger failed = new AtomicInteger();
        Predicate<String> one =
            call -> {
              boolean unlucky = call.startsWith("POST") && left.getAndDecrement() <= 0;
              failed.addAndGet(unlucky ? 1 : 0);
              return unlucky;
            };
        api.refuse(done ? call -> false : one);
        api.lose(done ? one : call -> false);
        assertThatThrownBy(() -> jobs.run(spec().build()).block(LIMIT))
            .isInstanceOf(ContainerException.class)
            .hasMessageContaining("the step 'make the job' failed");
        assertThat(failed.get()).isPositive();
        api.refuse(call -> false);
        api.lose(call -> false);
        jobs.settled().block(LIMIT);
        backend.settled().block(LIMIT);
        assertThat(api.paths()).isEmpty();
      }
    }
  }
}
