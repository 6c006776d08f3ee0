package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.StepVerifier;

/** Why containers do not run, or do not any more, in the words of a real cluster. */
@Tag("side-by-side")
class PodTroubleIT {

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  @Test
  void memoryThatRanOutIsToldAsThat() {
    ContainerId id =
        get(space
                .containers()
                .launch(
                    space
                        .sh("x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done")
                        .memoryBytes(16L << 20)
                        .build(),
                    PlanMode.STRICT))
            .id();
    assertThat(get(space.containers().waitFor(id, WaitCondition.NOT_RUNNING)))
        .isInstanceOf(Exit.OutOfMemory.class);
    assertThat(get(space.containers().inspect(id)).nativeState()).contains("OOMKilled");
  }

  @Test
  void processorsThatNoNodeHasAreToldInTheSchedulersWords() {
    Backend impatient =
        space.open(
            space.cluster().kubeconfig(),
            BackendOptions.defaults().with(BackendOptions.START_TIMEOUT, Duration.ofSeconds(3)));
    impatient
        .containers()
        .launch(space.sh("exit 0").nanoCpus(10_000_000_000_000L).build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BackendFailureException.class)
                    .hasMessageContaining("Insufficient cpu")
                    .hasMessageContaining("Unschedulable"))
        .verify(LIMIT);
    assertThat(space.list()).isEmpty();
  }

  @Test
  void descriptionThatTheKubeletCannotFollowFailsAtOnce() {
    Map<String, Object> missing =
        Map.of(
            "name",
            "TOKEN",
            "valueFrom",
            Map.of("secretKeyRef", Map.of("name", "no-such-secret", "key", "k")));
    ContainerId id = space.podBySomebodyElse("missing", Map.of("env", List.of(missing)));
    space
        .containers()
        .start(id)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("CreateContainerConfigError")
                    .hasMessageContaining("no-such-secret"))
        .verify(LIMIT);
    ContainerInfo info = get(space.containers().inspect(id));
    assertThat(info.state()).isEqualTo(ContainerState.CREATED);
    assertThat(info.nativeState())
        .isEqualTo("Pending (CreateContainerConfigError: secret \"no-such-secret\" not found)");
  }

  @Test
  void imageThatIsNotOnTheNodeAndMayNotBePulledFailsAtOnce() {
    ContainerId id =
        space.podBySomebodyElse("absent", Map.of("image", "no/such:1", "imagePullPolicy", "Never"));
    space
        .containers()
        .start(id)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("ErrImageNeverPull"))
        .verify(LIMIT);
  }

  /** Kubelets before 1.22 evict what writes more than a memory volume's size. */
  @Test
  void evictionIsNoEndThatAnybodySaw() {
    ContainerId id =
        get(space
                .containers()
                .launch(
                    space
                        .sh("dd if=/dev/zero of=/full/file bs=1M count=8; exec sleep 600")
                        .mount(
                            new Mount.Tmpfs("/full", OptionalLong.of(1 << 20), OptionalInt.empty()))
                        .build(),
                    PlanMode.STRICT))
            .id();
    ExitWatch watch = get(space.containers().watchExit(id, WaitCondition.NOT_RUNNING));
    // A kubelet measures volumes once a minute.
    assertThat(watch.exit().map(Exit::success).block(LIMIT.multipliedBy(4))).isFalse();
    assertThat(get(space.containers().inspect(id)).nativeState())
        .contains("Evicted")
        .contains("exceeds");
    watch.close().block(LIMIT);
  }

  @Test
  void podThatIsDeletedBeforeItsEndIsLostAndNeverSuccess() {
    ContainerId id =
        get(space.containers().launch(space.sh("sleep 600").build(), PlanMode.STRICT)).id();
    ExitWatch watch = get(space.containers().watchExit(id, WaitCondition.NOT_RUNNING));
    ApiPath path = ApiPath.pods(space.cluster().namespace()).named(id.value());
    space.asked(
        server ->
            server.call(
                ApiCall.ofContainer("DELETE", path, "delete a pod")
                    .with(HttpRequest.delete(path.path()).json(Map.of("gracePeriodSeconds", 0))),
                Map.class));
    Exit exit = get(watch.exit());
    assertThat(exit).isInstanceOf(Exit.Lost.class);
    assertThat(exit.success()).isFalse();
    watch.close().block(LIMIT);
  }
}
