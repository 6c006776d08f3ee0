package dev.fairlead.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.api.PlayedApi;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.job.IndexedJobInfo;
import dev.fairlead.spi.job.IndexedJobSpec;
import dev.fairlead.spi.job.IndexedJobState;
import dev.fairlead.spi.job.IndexedJobs;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Ranked jobs on an API server whose controllers and kubelets a test plays. */
class IndexedJobsTest {

  private static final Duration LIMIT = PlayedApi.LIMIT;
  private static final String JOBS = "/apis/batch/v1/namespaces/ns/jobs/";
  private static final String PODS = "/api/v1/namespaces/ns/pods/";
  private static final String SERVICES = "/api/v1/namespaces/ns/services/";
  private static final String SECRETS = "/api/v1/namespaces/ns/secrets/";

  private PlayedApi api;
  private PlayedJob played;
  private KubernetesBackend backend;

  @BeforeEach
  void open() throws IOException {
    api = new PlayedApi();
    played = new PlayedJob(api, "train");
    backend = backend("1.30.1");
  }

  @AfterEach
  void close() {
    backend.close().block(LIMIT);
    api.close();
  }

  private KubernetesBackend backend(String version) {
    return new KubernetesBackend(
        Endpoint.of(URI.create("https://127.0.0.1:6443")),
        api.server(),
        new ClusterTraits(
            new ServerVersion(version, "Kubernetes", "linux", "amd64"),
            StorageClasses.none(),
            Optional.of("no metrics here")),
        BackendOptions.defaults(),
        Clock.systemUTC());
  }

  private IndexedJobs jobs() {
    return backend.indexedJobs();
  }

  private static IndexedJobSpec.Builder spec() {
    return IndexedJobSpec.builder(
            "train", ContainerSpec.builder("busybox").command("sh", "-c", "exit 0").build())
        .nodes(2)
        .indexVariable("RANK")
        .leaderVariable("MASTER_ADDR")
        .headlessServicePort(29_500);
  }

  private IndexedJobInfo create(IndexedJobSpec spec) {
    return jobs().create(spec, PlanMode.STRICT).block(LIMIT);
  }

  private static JsonNode env(JsonNode container, String name) {
    for (JsonNode each : container.path("env")) {
      if (each.path("name").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no " + name + " in " + container);
  }

  @Test
  void jobHasIndexesAndAServiceThatIsItsProperty() {
    IndexedJobInfo made = create(spec().label("team", "blue").build());
    JsonNode job = api.get(JOBS + "train");
    assertThat(job.path("spec").path("completionMode").asText()).isEqualTo("Indexed");
    assertThat(job.path("spec").path("completions").asInt()).isEqualTo(2);
    assertThat(job.path("spec").path("parallelism").asInt()).isEqualTo(2);
    assertThat(job.path("spec").path("backoffLimit").asInt(-1)).isZero();
    JsonNode template = job.path("spec").path("template");
    assertThat(template.path("spec").path("restartPolicy").asText()).isEqualTo("Never");
    assertThat(template.path("spec").path("subdomain").asText()).isEqualTo("train");
    assertThat(template.path("metadata").has("name")).isFalse();
    assertThat(template.path("metadata").path("labels").path("team").asText()).isEqualTo("blue");
    JsonNode container = template.path("spec").path("containers").get(0);
    assertThat(env(container, "RANK").at("/valueFrom/fieldRef/fieldPath").asText())
        .isEqualTo("metadata.annotations['batch.kubernetes.io/job-completion-index']");
    assertThat(env(container, "MASTER_ADDR").path("value").asText()).isEqualTo("train-0.train");
    JsonNode service = api.get(SERVICES + "train");
    assertThat(service.path("spec").path("clusterIP").asText()).isEqualTo("None");
    assertThat(service.path("spec").path("publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(service.at("/metadata/ownerReferences/0/uid").asText())
        .isEqualTo(job.at("/metadata/uid").asText());
    assertThat(made.state()).isEqualTo(IndexedJobState.PENDING);
    assertThat(made.reason()).contains("node 0: no pod yet");
    assertThat(made.nodes())
        .extracting(node -> node.state())
        .containsExactly(ContainerState.ABSENT, ContainerState.ABSENT);
    assertThat(made.labels()).containsEntry("team", "blue");
  }

  @Test
  void timesAreRoundedUpAndInitStepsRunInThePod() {
    ContainerSpec step =
        ContainerSpec.builder("busybox")
            .command("sh", "-c", "true")
            .secretEnv("TOKEN", "s3cret")
            .build();
    create(
        spec()
            .timeout(Duration.ofMillis(1500))
            .retention(Duration.ofSeconds(7))
            .backoffLimit(3)
            .initStep(step)
            .build());
    JsonNode job = api.get(JOBS + "train").path("spec");
    assertThat(job.path("activeDeadlineSeconds").asInt()).isEqualTo(2);
    assertThat(job.path("ttlSecondsAfterFinished").asInt()).isEqualTo(7);
    assertThat(job.path("backoffLimit").asInt()).isEqualTo(3);
    JsonNode init = job.at("/template/spec/initContainers/0");
    assertThat(init.path("name").asText()).isEqualTo("init-0");
    assertThat(env(init, "RANK").has("valueFrom")).isTrue();
    String secret = env(init, "TOKEN").at("/valueFrom/secretKeyRef/name").asText();
    assertThat(api.get(SECRETS + secret).at("/metadata/ownerReferences/0/kind").asText())
        .isEqualTo("Job");
    assertThat(job.toString()).doesNotContain("s3cret");
    jobs().remove("train").block(LIMIT);
    assertThat(api.paths()).isEmpty();
  }

  @Test
  void sameAgainIsTheSameAndAnotherIsAConflict() {
    create(spec().build());
    List<String> before = api.paths();
    assertThat(create(spec().build()).name()).isEqualTo("train");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> create(spec().nodes(3).backoffLimit(1).build()))
        .satisfies(
            error -> assertThat(error.differingFields()).containsExactly("backoff-limit", "nodes"));
    assertThat(api.paths()).isEqualTo(before);
  }

  @Test
  void nameOfSomebodyElsesJobOrServiceIsLeftAlone() {
    api.put(JOBS + "train", PlayedApi.json("{'metadata':{'name':'train'},'spec':{}}"));
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> create(spec().build()))
        .withMessageContaining("none of ours");
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> jobs().inspect("train").block(LIMIT));
    jobs().remove("train").block(LIMIT);
    api.delete(JOBS + "train");
    api.put(SERVICES + "train", PlayedApi.json("{'metadata':{'name':'train'}}"));
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> create(spec().build()))
        .withMessageContaining("a Service has the name");
    assertThat(api.paths()).containsExactly(SERVICES + "train");
  }

  /** Whichever call fails, or was done and its answer lost: nothing is left. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void failureAtAnyCallLeavesNothing(boolean done) {
    IndexedJobSpec spec =
        spec()
            .template(ContainerSpec.builder("busybox").secretEnv("TOKEN", "s3cret").build())
            .build();
    int failing = 0;
    for (boolean failed = true; failed; failing++) {
      AtomicInteger left = new AtomicInteger(failing);
      Predicate<String> one = call -> !call.startsWith("DELETE") && left.getAndDecrement() == 0;
      api.refuse(done ? call -> false : one);
      api.lose(done ? one : call -> false);
      failed =
          jobs()
              .create(spec, PlanMode.STRICT)
              .map(made -> false)
              .onErrorResume(ContainerException.class, error -> Mono.just(true))
              .block(LIMIT);
      assertThat(failed ? api.paths() : List.of()).as("after call %d failed", failing).isEmpty();
    }
    assertThat(failing).isGreaterThan(4);
  }

  @Test
  void cancelLeavesNothing() {
    for (int millis = 0; millis < 40; millis += 5) {
      jobs()
          .create(spec().build(), PlanMode.STRICT)
          .as(StepVerifier::create)
          .thenAwait(Duration.ofMillis(millis))
          .thenCancel()
          .verify(LIMIT);
      backend.settled().block(LIMIT);
      if (api.paths().contains(JOBS + "train")) {
        // It was whole before it was cancelled.
        assertThat(api.paths()).contains(SERVICES + "train");
        jobs().remove("train").block(LIMIT);
      }
      assertThat(api.paths()).as("cancelled after %d ms", millis).isEmpty();
    }
  }

  @Test
  void watchTellsEachChangeAndEndsBehindTheEnd() {
    create(spec().build());
    jobs()
        .watch("train")
        .map(info -> info.state() + " " + info.nodes().stream().map(n -> n.state()).toList())
        .distinctUntilChanged()
        .as(StepVerifier::create)
        .expectNext("PENDING [ABSENT, ABSENT]")
        .then(() -> played.pod("train-0-a", 0, PlayedJob.running()))
        .expectNext("PENDING [RUNNING, ABSENT]")
        .then(() -> played.pod("train-1-b", 1, PlayedJob.running()))
        .expectNext("RUNNING [RUNNING, RUNNING]")
        .then(() -> played.pod("train-1-b", 1, PlayedJob.ended(0)))
        .expectNext("RUNNING [RUNNING, EXITED]")
        .then(() -> played.pod("train-0-a", 0, PlayedJob.ended(0)))
        .expectNext("RUNNING [EXITED, EXITED]")
        .then(() -> played.state(PlayedJob.complete(2)))
        .expectNext("SUCCEEDED [EXITED, EXITED]")
        .expectComplete()
        .verify(LIMIT);
    IndexedJobInfo info = jobs().inspect("train").block(LIMIT);
    assertThat(info.nodes())
        .extracting(node -> node.exit())
        .containsOnly(Optional.of(new Exit.Exited(0)));
    assertThat(info.ended()).isPresent();
  }

  @Test
  void failureHasItsReasonAndTheReplacedContainersAreCounted() {
    create(spec().build());
    played.pod("train-0-a", 0, PlayedJob.ended(3));
    ObjectNode first = api.get(PODS + "train-0-a");
    first.withObjectProperty("metadata").put("creationTimestamp", "2026-01-01T00:00:00Z");
    api.delete(PODS + "train-0-a");
    api.put(PODS + "train-0-a", first);
    played.pod("train-0-b", 0, PlayedJob.ended(4));
    played.state(
        "{'failed':2,'conditions':[{'type':'Failed','status':'True',"
            + "'reason':'BackoffLimitExceeded','message':'it has failed too often'}]}");
    IndexedJobInfo info = jobs().watch("train").blockLast(LIMIT);
    assertThat(info.state()).isEqualTo(IndexedJobState.FAILED);
    assertThat(info.reason()).contains("BackoffLimitExceeded: it has failed too often");
    assertThat(info.nodes().get(0).failures()).isEqualTo(1);
    assertThat(info.nodes().get(1).container()).isEmpty();
  }

  @Test
  void jobThatIsCalledCompleteWithoutAllItsIndexesIsNoSuccess() {
    create(spec().build());
    played.state(PlayedJob.complete(1));
    assertThat(jobs().inspect("train").block(LIMIT).state()).isEqualTo(IndexedJobState.UNKNOWN);
  }

  @Test
  void jobThatIsDeletedIsNoEnd() {
    create(spec().build());
    jobs()
        .watch("train")
        .as(StepVerifier::create)
        .expectNextCount(1)
        .then(() -> api.delete(JOBS + "train"))
        .expectError(NotFoundException.class)
        .verify(LIMIT);
  }

  @Test
  void listTellsOfOursWithTheLabelsAndTheirPods() {
    create(spec().label("team", "blue").build());
    played.pod("train-0-a", 0, PlayedJob.running());
    api.put(JOBS + "others", PlayedApi.json("{'metadata':{'name':'others'},'spec':{}}"));
    assertThat(jobs().list(Map.of("team", "blue")).collectList().block(LIMIT))
        .singleElement()
        .satisfies(
            job ->
                assertThat(job.nodes())
                    .extracting(node -> node.state())
                    .containsExactly(ContainerState.RUNNING, ContainerState.ABSENT));
    assertThat(jobs().list(Map.of("team", "red")).collectList().block(LIMIT)).isEmpty();
  }

  @Test
  void whatRunsIsRemovedWithTheJob() {
    create(spec().build());
    played.pod("train-0-a", 0, PlayedJob.running());
    jobs().remove("train").block(LIMIT);
    assertThat(api.paths()).isEmpty();
    jobs().remove("train").block(LIMIT);
  }

  @Test
  void whatAllContainersOfAPodShareIsNotForAStep() {
    ContainerSpec step = ContainerSpec.builder("busybox").hostname("other").build();
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> create(spec().initStep(step).build()))
        .withMessageContaining("hostname");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void olderClustersAreNotAskedForJobs() {
    assertThatExceptionOfType(OperationUnsupportedException.class)
        .isThrownBy(
            () ->
                backend("1.23.17")
                    .indexedJobs()
                    .create(spec().build(), PlanMode.STRICT)
                    .block(LIMIT));
    assertThat(api.asked()).isEmpty();
  }
}
