package dev.fairlead.kubernetes.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.Json;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodViewTest {

  private static final String RUNNING = "{'running':{'startedAt':'2026-01-01T00:00:00Z'}}";

  private static PodView view(String status) {
    return view("Never", "", status);
  }

  private static PodView view(String policy, String meta, String status) {
    String json =
        "{'kind':'Pod','metadata':{'name':'web','uid':'u'"
            + meta
            + "},'spec':{'restartPolicy':'"
            + policy
            + "','containers':[{'name':'side','image':'s'},{'name':'main','image':'i'}]},'status':"
            + status
            + "}";
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new PodView(Objects.requireNonNull(Json.standard().read(bytes, Pod.class)));
  }

  private static String status(String phase, String state) {
    return "{'phase':'" + phase + "','containerStatuses':[{'name':'main','state':" + state + "}]}";
  }

  private static String ended(int code, String reason) {
    return "{'terminated':{'exitCode':" + code + ",'reason':'" + reason + "'}}";
  }

  private static String waiting(String reason, String message) {
    return "{'waiting':{'reason':'" + reason + "','message':'" + message + "'}}";
  }

  @Test
  void statesAreThoseOfTheContract() {
    assertThat(view("{'phase':'Pending'}").state()).isEqualTo(ContainerState.CREATED);
    assertThat(view(status("Running", RUNNING)).state()).isEqualTo(ContainerState.RUNNING);
    assertThat(view(status("Running", ended(3, "Error"))).state()).isEqualTo(ContainerState.EXITED);
    assertThat(view(status("Succeeded", ended(0, "Completed"))).nativeState())
        .isEqualTo("Succeeded (Completed)");
    String deleted = ",'deletionTimestamp':'2026-01-01T00:00:00Z'";
    assertThat(view("Never", deleted, status("Running", RUNNING)).state())
        .isEqualTo(ContainerState.STOPPING);
    assertThat(view("Never", deleted, status("Running", ended(0, "Completed"))).state())
        .isEqualTo(ContainerState.REMOVING);
    assertThat(view("Always", "", status("Running", ended(0, "Completed"))).state())
        .isEqualTo(ContainerState.RESTARTING);
    assertThat(view("OnFailure", "", status("Running", ended(0, "Completed"))).state())
        .isEqualTo(ContainerState.EXITED);
    assertThat(view("{'phase':'Unknown'}").state()).isEqualTo(ContainerState.UNKNOWN);
  }

  @Test
  void whatAKubeletRemovedBeforeItToldOfItsEndHasEnded() {
    String unseen =
        "{'phase':'Running','containerStatuses':[{'name':'main','state':"
            + waiting("ContainerCreating", "")
            + ",'lastState':"
            + ended(137, "ContainerStatusUnknown")
            + "}]}";
    PodView view = view("Always", ",'deletionTimestamp':'2026-01-01T00:00:00Z'", unseen);
    assertThat(view.hasEnded()).isTrue();
    assertThat(view.exit()).containsInstanceOf(Exit.Lost.class);
    assertThat(view("Always", "", unseen).hasEnded()).isFalse();
  }

  @Test
  void onlyWhatAKubeletSawHasACode() {
    assertThat(view(status("Failed", ended(4, "Error"))).exit()).contains(new Exit.Exited(4));
    assertThat(view(status("Failed", ended(137, "OOMKilled"))).exit())
        .contains(new Exit.OutOfMemory(137));
    assertThat(view(status("Failed", ended(137, "ContainerStatusUnknown"))).exit())
        .containsInstanceOf(Exit.Lost.class);
    assertThat(view(status("Failed", ended(128, "StartError"))).exit())
        .containsInstanceOf(Exit.StartFailed.class);
    Exit evicted =
        view("{'phase':'Failed','reason':'Evicted','message':'low on memory'}")
            .exit()
            .orElseThrow();
    assertThat(evicted).isEqualTo(new Exit.Lost("Evicted: low on memory"));
    assertThat(evicted.success()).isFalse();
    assertThat(view(status("Running", RUNNING)).exit()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ErrImageNeverPull, Container image is not present, IMAGE",
    "ErrImagePull, rpc error: manifest for x not found, IMAGE",
    "ImagePullBackOff, Back-off pulling image, IMAGE",
    "ErrImagePull, unauthorized: authentication required, LOGIN",
    "InvalidImageName, Failed to apply default image tag, DESCRIPTION",
    "CreateContainerConfigError, secret x not found, DESCRIPTION",
    "RunContainerError, exec: tool: executable file not found in $PATH, PROGRAM",
    "CreateContainerError, exec: /etc: permission denied, NOT_EXECUTABLE",
  })
  void whatKeepsAPodFromStartingIsTold(String reason, String message, StartTrouble.Kind kind) {
    StartTrouble trouble =
        StartTrouble.of(view(status("Pending", waiting(reason, message)))).orElseThrow();
    assertThat(trouble.kind()).isEqualTo(kind);
    assertThat(trouble.error(ErrorContext.of("kubernetes", "run it"), "busybox"))
        .hasMessageContaining(message)
        .hasMessageContaining(reason);
  }

  @Test
  void whatPassesIsNoTrouble() {
    assertThat(StartTrouble.of(view(status("Pending", waiting("ContainerCreating", "")))))
        .isEmpty();
    assertThat(
            StartTrouble.of(
                view(status("Pending", waiting("ErrImagePull", "dial tcp: i/o timeout")))))
        .isEmpty();
    StartTrouble homeless =
        StartTrouble.of(
                view(
                    "{'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False',"
                        + "'reason':'Unschedulable','message':'0/1 nodes are available'}]}"))
            .orElseThrow();
    assertThat(homeless.mayPass()).isTrue();
  }

  @Test
  void programThatIsNotThereIsAnErrorOfItsOwn() {
    StartTrouble trouble =
        StartTrouble.of(
                view(
                    status(
                        "Failed",
                        "{'terminated':{'exitCode':127,'reason':'ContainerCannotRun','message':"
                            + "'exec: /x: stat /x: no such file or directory'}}")))
            .orElseThrow();
    assertThat(trouble.error(ErrorContext.of("kubernetes", "run it"), "busybox"))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            error -> assertThat(error.kind()).isEqualTo(NotFoundException.Kind.COMMAND));
  }

  @Test
  void registryThatWantsALoginDeniesAccess() {
    StartTrouble trouble =
        StartTrouble.of(view(status("Pending", waiting("ErrImagePull", "unauthorized"))))
            .orElseThrow();
    assertThat(trouble.error(ErrorContext.of("kubernetes", "run it"), "busybox"))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void clusterSaysItselfWhyItDoesNotRun() {
    assertThat(
            view(status("Pending", waiting("CreateContainerConfigError", "secret x not found")))
                .nativeState())
        .isEqualTo("Pending (CreateContainerConfigError: secret x not found)");
    assertThat(
            view("{'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False',"
                    + "'reason':'Unschedulable','message':'0/1 nodes are available'}]}")
                .nativeState())
        .isEqualTo("Pending (Unschedulable: 0/1 nodes are available)");
  }

  @Test
  void podOfANodeThatIsLostIsNeitherRunningNorEnded() {
    PodView lost =
        view(
            "Never",
            ",'deletionTimestamp':'2026-01-01T00:00:00Z'",
            "{'phase':'Running','reason':'NodeLost','message':'Node n is unresponsive',"
                + "'containerStatuses':[{'name':'main','state':"
                + RUNNING
                + "}]}");
    assertThat(lost.state()).isEqualTo(ContainerState.UNKNOWN);
    assertThat(lost.nativeState()).isEqualTo("Terminating (NodeLost: Node n is unresponsive)");
    assertThat(lost.exit()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"OutOfcpu", "UnexpectedAdmissionError", "NodeAffinity", "Evicted", "Preempting"})
  void podThatANodeTurnsAwayHasFailedAndIsNotWaitedFor(String reason) {
    StartTrouble trouble =
        StartTrouble.of(
                view("{'phase':'Failed','reason':'" + reason + "','message':'no room here'}"))
            .orElseThrow();
    assertThat(trouble.mayPass()).isFalse();
    assertThat(trouble.error(ErrorContext.of("kubernetes", "run it"), "busybox"))
        .hasMessageContaining("no room here")
        .hasMessageContaining(reason);
  }
}
