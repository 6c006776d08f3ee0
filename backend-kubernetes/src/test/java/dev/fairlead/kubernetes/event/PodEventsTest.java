package dev.fairlead.kubernetes.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.access.Credentials;
import dev.fairlead.kubernetes.api.ScriptedApi;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.spi.system.ResourceKind;
import dev.fairlead.testing.SocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class PodEventsTest {

  private static final String RUNNING = "'running':{'startedAt':'2026-01-01T00:00:01Z'}";

  @TempDir Path directory;

  private ScriptedApi api(String... answers) throws IOException {
    Deque<String> left = new ArrayDeque<>(List.of(answers));
    return new ScriptedApi(
        directory, Credentials.none(), target -> left.size() > 1 ? left.poll() : left.peek());
  }

  private static Flux<ContainerEvent> events(ScriptedApi api, EventFilter filter) {
    return new PodEvents(api.pods(), Clock.systemUTC()).follow(filter);
  }

  private static String shown(ContainerEvent event) {
    String code = event.exitCode().isPresent() ? " " + event.exitCode().getAsInt() : "";
    return event.action() + " " + event.nativeAction() + code;
  }

  private static String pod(int version, String more) {
    return json(
        "{'kind':'Pod','metadata':{'name':'a','uid':'u','creationTimestamp':'2026-01-01T00:00:00Z',"
            + "'resourceVersion':'"
            + version
            + "'},'spec':{'restartPolicy':'Always','containers':[{'name':'main','image':'i'}]},"
            + "'status':{"
            + more
            + "}}");
  }

  private static String ofDeployment(String pod) {
    return pod.replace(
        "\"name\":\"a\"",
        json(
            "'name':'web-7d4b9c-x2x4z','labels':{'dev.fairlead.owner':'fairlead',"
                + "'pod-template-hash':'7d4b9c'},'ownerReferences':[{'kind':'ReplicaSet',"
                + "'name':'web-7d4b9c','uid':'r','apiVersion':'apps/v1'}]"));
  }

  private static String container(String id, String state, String last) {
    return "'phase':'Running','containerStatuses':[{'name':'main','containerID':'"
        + id
        + "','restartCount':0,'state':{"
        + state
        + "},'lastState':{"
        + last
        + "}}]";
  }

  private static String ended(String id, int code, String reason) {
    return "'terminated':{'containerID':'"
        + id
        + "','exitCode':"
        + code
        + ",'reason':'"
        + reason
        + "','startedAt':'2026-01-01T00:00:01Z','finishedAt':'2026-01-01T00:00:03Z'}";
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static String watched(String... frames) {
    return SocketServer.http(200, "", String.join("", frames));
  }

  private static String frame(String type, String pod) {
    return ScriptedApi.frame(type, pod);
  }

  private void tells(ScriptedApi api, String... expected) {
    assertThat(
            events(api, EventFilter.all())
                .map(PodEventsTest::shown)
                .take(expected.length)
                .collect(Collectors.toList())
                .block(ScriptedApi.LIMIT))
        .containsExactly(expected);
  }

  @Test
  void whatWasThereBeforeIsNotToldAndTheRestOnce() throws IOException {
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", "", pod(3, container("c1", RUNNING, ""))),
            watched(
                frame("MODIFIED", pod(6, container("c1", RUNNING, ""))),
                frame("MODIFIED", pod(7, container("c1", ended("c1", 3, "Error"), ""))),
                frame("MODIFIED", pod(8, container("c1", ended("c1", 3, "Error"), ""))),
                frame("DELETED", pod(9, container("c1", ended("c1", 3, "Error"), "")))),
            watched())) {
      tells(api, "EXITED Error 3", "REMOVED Deleted");
    }
  }

  @Test
  void runThatBeganAndEndedBetweenTwoStatesIsToldWhole() throws IOException {
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", ""),
            watched(
                frame("ADDED", pod(6, "'phase':'Pending'")),
                frame("MODIFIED", pod(7, container("c2", RUNNING, ended("c1", 137, "OOMKilled"))))),
            watched())) {
      tells(
          api,
          "CREATED Created",
          "STARTED Started",
          "OUT_OF_MEMORY OOMKilled",
          "EXITED OOMKilled 137",
          "STARTED Started");
    }
  }

  @Test
  void endThatNobodySawHasNoCode() throws IOException {
    String running = pod(3, container("c1", RUNNING, ""));
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", "", running),
            watched(
                frame(
                    "MODIFIED", pod(6, "'phase':'Failed','reason':'Evicted','message':'no disk'")),
                frame("DELETED", pod(7, "'phase':'Failed','reason':'Evicted'"))),
            watched())) {
      tells(api, "EXITED Evicted", "REMOVED Deleted");
    }
  }

  @Test
  void deletionIsNoEnd() throws IOException {
    String running = pod(3, container("c1", RUNNING, ""));
    try (ScriptedApi api =
        api(ScriptedApi.list("5", "", running), watched(frame("DELETED", running)), watched())) {
      tells(api, "REMOVED Deleted");
    }
  }

  @Test
  void reasonNotToStartIsToldInTheClustersWords() throws IOException {
    String waiting =
        "'waiting':{'reason':'CreateContainerConfigError','message':'secret x not found'}";
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", ""),
            watched(frame("ADDED", pod(6, container("", waiting, "")))),
            watched())) {
      List<ContainerEvent> events =
          events(api, EventFilter.all()).take(2).collectList().block(ScriptedApi.LIMIT);
      assertThat(events)
          .extracting(PodEventsTest::shown)
          .containsExactly("CREATED Created", "OTHER CreateContainerConfigError");
      assertThat(events.get(1).attributes()).containsEntry("message", "secret x not found");
    }
  }

  @Test
  void placeThatTheServerHasLostIsToldAfterWhatDiffers() throws IOException {
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", "", pod(3, container("c1", RUNNING, ""))),
            watched(
                ScriptedApi.frame(
                    "ERROR", "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}")),
            ScriptedApi.list("50", "", pod(40, container("c1", ended("c1", 9, "Error"), ""))),
            watched())) {
      assertThat(
              events(api, EventFilter.all().withKinds(ResourceKind.CONTAINER))
                  .map(PodEventsTest::shown)
                  .take(2)
                  .collectList()
                  .block(ScriptedApi.LIMIT))
          .containsExactly("EXITED Error 9", "OTHER " + PodEvents.RELISTED);
    }
  }

  @Test
  void pastIsRefusedBeforeAnythingIsAsked() throws IOException {
    try (ScriptedApi api = api(ScriptedApi.list("5", ""))) {
      events(api, EventFilter.all().withSince(Instant.EPOCH))
          .as(StepVerifier::create)
          .expectError(OperationUnsupportedException.class)
          .verify(ScriptedApi.LIMIT);
      assertThat(api.asked()).isEmpty();
    }
  }

  @Test
  void podOfADeploymentIsNotTheContainerAndItsRunsAre() throws IOException {
    String ended = ofDeployment(pod(7, container("c1", ended("c1", 1, "Error"), "")));
    try (ScriptedApi api =
        api(
            ScriptedApi.list("5", ""),
            watched(
                frame("ADDED", ofDeployment(pod(6, container("c1", RUNNING, "")))),
                frame("MODIFIED", ended),
                frame("DELETED", ended)),
            watched())) {
      List<ContainerEvent> events =
          events(api, EventFilter.all().withResources("web"))
              .take(4)
              .collectList()
              .block(ScriptedApi.LIMIT);
      assertThat(events)
          .extracting(PodEventsTest::shown)
          .containsExactly(
              "OTHER PodCreated", "STARTED Started", "EXITED Error 1", "OTHER PodDeleted");
      assertThat(events)
          .allSatisfy(
              event -> {
                assertThat(event.resourceId()).isEqualTo("web");
                assertThat(event.attributes()).containsEntry("pod", "web-7d4b9c-x2x4z");
              });
    }
  }
}
